"""Check the count of a ballot yourself. Needs Python 3.9 or newer, and `pip install cryptography`.
    python verify_ballot.py bundle.json [--checkpoint FILE]... [--receipt FILE]...
Ends with 0 when nothing is wrong, else with 1 and every fault by name. Reads these files and nothing else."""
# mypy: ignore-errors
# fmt: off
import json
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GATES = {"open": True, "resume": True, "suspend": False, "close": False, "annul": False}
WAYS = ("for", "against", "abstain", "blank")

def written(value):  # the one way to write a value down
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

def digest(text, before=""):
    return sha256(bytes.fromhex(before) + text.encode()).hexdigest()

def signed(keys, item, told):
    try:
        key, signature = bytes.fromhex(keys[item["key"]]), bytes.fromhex(item["signature"])
        Ed25519PublicKey.from_public_bytes(key).verify(signature, written(told).encode())
        return signature.hex() == item["signature"]
    except Exception:
        return False

def check_log(log, bodies, keys, points):  # each head is SHA-256(head before, body); what was signed lies on the chain
    numbers, order, kinds = [e["index"] for e in log], [*range(1, len(log) + 1)], [body["event"] for body in bodies]
    heads, lost, shift, covered = ["0" * 64] + [entry["head"] for entry in log], False, 0, 0
    broken = [n for n, entry in enumerate(log) if digest(entry["body"], heads[n]) != heads[n + 1]]
    moved = {digest(log[n]["body"], head) for n in broken[:3] for head in heads} & set(heads)
    for kind, point in sorted(points, key=lambda pair: pair[1]["size"]):
        at, told = point["size"], {name: point[name] for name in ("ballot", "size", "head", "at", "key")}
        good, met = signed(keys, point, told), [bodies[0]["ballot"], point["head"]] == [point["ballot"], *heads[at:at+1]]
        yield good, "signature_bad", f"no key of this bundle has signed the {kind} of entry {at}"
        if kind == "receipt":
            body, made = bodies[at - 1] if met else {}, digest(point["choice"], point["nonce"])
            met = [body.get(name) for name in ("seat", "version", "commitment")] == [point["seat"], point["version"], made]
        if met:
            covered, shift = at if good else covered, 0
        elif good or point["key"] not in keys:  # what a known key never signed proves nothing
            lost, shift = True, at - heads.index(point["head"]) if point["head"] in heads else int(at > len(log))
            yield kind == "mark", f"{kind}_mismatch", f"your {kind} of entry {at} does not lie on this log"
    causes = [("vote_added", len(set(numbers)) < len(log)), ("order_swapped", sorted(numbers) == order != numbers),
              ("vote_removed", numbers != order or shift > 0), ("vote_added", shift), ("order_swapped", moved),
              ("vote_changed", "vote" in [kinds[n] for n in broken]), ("log_forked", True)]
    sound = numbers == order and not broken and not lost and covered > ("close" in kinds and kinds.index("close"))
    yield sound, next(code for code, found in causes if found), "this is not the log that was signed"

def check_votes(bundle, bodies, told):  # question, rules and roll are those of the opening; a seat's last vote counts
    late = [(body["row_sha256"], body["seat"]) for body in bodies if body["event"] == "roll_add"]
    rows = [(digest(written({"roll": [row]})), row[0]) for row in bundle["added"]]
    first, is_open, seen, votes = bodies[0], False, {}, {}
    yield first["question"] == digest(written(bundle["text"])), "question_changed", "it is not that of the opening"
    yield first["rules"] == digest(written(bundle["rules"])), "rules_changed", "they are not those of the opening"
    yield (first["roll_sha256"], late) == (digest(written({"roll": bundle["roll"]})), rows), "roll_changed", "names differ"
    roll = {row[0] for row in bundle["roll"]}
    for body in bodies:
        seat, is_open = body.get("seat"), GATES.get(body["event"], is_open)
        roll = roll ^ {seat} if body["event"] in ("roll_add", "recusal") else roll
        if body["event"] == "vote":
            past = seen.setdefault(seat, [])
            yield is_open and seat in roll, "vote_added", f"seat {seat} could not vote then"
            yield body["version"] > len(past), "vote_replayed", f"an old vote of seat {seat} stands again"
            yield body["version"] <= len(past) + 1, "vote_removed", f"an earlier vote of seat {seat} is missing"
            seen[seat], votes[seat] = [*past, body["commitment"]], body
        elif body["event"] == "void":
            votes.pop(seat, None)
    shown = {opening["seat"]: opening for opening in bundle["openings"] or []}
    for seat in {*votes, *shown} if bundle["openings"] is not None else ():
        made = digest(shown[seat]["choice"], shown[seat]["nonce"]) if seat in shown else None
        code = "vote_added" if seat not in votes else "vote_replayed" if made in seen[seat] else "vote_changed"
        right = seat in votes and made == votes[seat]["commitment"]
        yield right, code if made else "vote_removed", f"what is published of seat {seat} is not its last vote"
    ...
