"""Check the count of a ballot yourself. Needs Python 3.9 or newer, and `pip install cryptography`.
    python verify_ballot.py bundle.json [--checkpoint FILE]... [--receipt FILE]...
Ends with 0 when nothing is wrong, else with 1 and every fault by name. Reads these files and nothing else."""
# mypy: ignore-errors
# fmt: off
import json
import sys
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FAULTS, GATES = {}, {"open": True, "resume": True, "suspend": False, "close": False, "annul": False}

def need(right, code, sentence):
    if not right:
        FAULTS.setdefault(code, sentence)

def strict(pairs):  # refuses a name that stands twice, and every number that is not whole
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)

def read(text):
    return json.loads(text, object_pairs_hook=strict, parse_float=strict, parse_constant=strict)

def written(value):  # the one way to write a value down
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

def digest(text, before=""):
    return sha256(bytes.fromhex(before) + text.encode()).hexdigest()

def signed(keys, item, told):
    try:
        signature, key = bytes.fromhex(item["signature"]), bytes.fromhex(keys[item["key"]])
        Ed25519PublicKey.from_public_bytes(key).verify(signature, written(told).encode())
        return signature.hex() == item["signature"]
    except Exception:
        return False

def check_log(log, kinds, ballot, keys, points):  # each head is SHA-256(head before, body); signed ones must be met
    order, numbers = list(range(1, len(log) + 1)), [entry["index"] for entry in log]
    heads, lost, shift, covered = ["0" * 64] + [entry["head"] for entry in log], False, 0, 0
    broken = [n for n, entry in enumerate(log) if digest(entry["body"], heads[n]) != heads[n + 1]]
    moved = {digest(log[n]["body"], head) for n in broken[:3] for head in heads} & set(heads)
    for kind, point in sorted(points, key=lambda pair: pair[1]["size"]):
        at, told = point["size"], {name: point[name] for name in ("ballot", "size", "head", "at", "key")}
        good = signed(keys, point, told)
        need(good, "signature_bad", f"the {kind} of entry {at} is not signed by a key of this bundle")
        if point["ballot"] == ballot and at > 0 and heads[at:at + 1] == [point["head"]]:
            covered, shift = at if good else covered, 0
        elif good or point["key"] not in keys:  # what a known key never signed proves nothing
            lost, shift = True, at - heads.index(point["head"]) if point["head"] in heads else int(at > len(log))
            need(kind == "mark", f"{kind}_mismatch", f"your {kind} of entry {at} does not lie on this log")
    sound = numbers == order and not broken and not lost and covered > ("close" in kinds and kinds.index("close"))
    causes = [("vote_added", len(set(numbers)) < len(log)), ("order_swapped", sorted(numbers) == order != numbers),
              ("vote_removed", numbers != order or shift > 0), ("vote_added", shift), ("order_swapped", moved),
              ("vote_changed", "vote" in [kinds[n] for n in broken]), ("log_forked", True)]
    need(sound, next(code for code, found in causes if found), "the log is not the one that was signed")

def check_votes(bundle, bodies):  # question, rules and roll are those of the opening; each seat's last vote stands
    first, late = bodies[0], [[body["seat"], body["row_sha256"]] for body in bodies if body["event"] == "roll_add"]
    roll, is_open, seen, votes = set(first["roll"]), False, {}, {}
    need(first["question"] == digest(written(bundle["text"])), "question_changed", "it is not that of the opening")
    need([first["rules"], first["mode"]] == [digest(written(bundle["rules"])), bundle["mode"]], "rules_changed", "…")
    need(first["roll_sha256"] == digest(written({"roll": bundle["roll"]})) and late == [[row[0], digest(written({"roll": [row]}))] for row in bundle["added"]], "roll_changed", "")
    for body in bodies:
        kind, seat = body["event"], body.get("seat")
        is_open = GATES.get(kind, is_open)
        roll = roll | {seat} if kind == "roll_add" else roll - {seat} if kind == "recusal" else roll
        if kind == "vote":
            past = seen.setdefault(seat, [])
            need(is_open and seat in roll, "vote_added", f"seat {seat} could not vote then")
            need(body["version"] > len(past), "vote_replayed", f"an old vote of seat {seat} stands again")
            need(body["version"] <= len(past) + 1, "vote_removed", f"an earlier vote of seat {seat} is missing")
            past.append(body["commitment"])
            votes[seat] = body
        elif kind == "void":
            votes.pop(seat, None)
    return votes, seen

def check_count(bundle, told, votes, seen):  # the published votes open the log's; they give totals and outcome
    shown, figures = {opening["seat"]: opening for opening in bundle["openings"] or []}, bundle["figures"]
    counted, by_hand = "close" in told and "annul" not in told, told.get("manual_totals")
    opened = counted and bundle["mode"] == "public"
    need(len(shown) == len(bundle["openings"] or []) and set(shown) <= set(votes) and (opened or not shown), "vote_added", "a vote is published that the log does not hold")
    need(not opened or set(votes) <= set(shown), "vote_removed", "a vote of the log is not published")
    for seat in set(votes) & set(shown):
        made = digest(shown[seat]["choice"], shown[seat]["nonce"])
        need(made == votes[seat]["commitment"], "vote_replayed" if made in seen[seat] else "vote_changed", f"the published vote of seat {seat} is not its last one")
    if not counted:
        return need(figures is bundle["outcome"] is None, "tally_wrong", "totals are given, but nothing was counted")
    ...
