"""Check the count of a ballot yourself, with Python 3.9 or newer and `pip install cryptography`:
python verify_ballot.py bundle.json [--checkpoint FILE]... [--receipt FILE]... names every fault, or says OK."""

# fmt: off
# mypy: ignore-errors
# ruff: noqa: B905, E501
import json
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FAULTS, GATES = [], {"open": True, "resume": True, "suspend": False, "close": False, "annul": False}
def need(right, code, sentence):
    if not right:
        FAULTS.append(print(f"{code}: {sentence}"))
def stop(kind, error, trace):  # what cannot be read, or was signed by nobody, ends the check with status 1
    need(False, "signature_bad" if kind.__name__ == "InvalidSignature" else "malformed", f"{kind.__name__} {error}")
def written(value):  # the one way to write a value down
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def digest(text, before=""):
    return sha256(bytes.fromhex(before) + text.encode()).hexdigest()
def check_signature(item, told):
    made, key = bytes.fromhex(item["signature"]), keys.get(item["key"])
    need(key and made.hex() == item["signature"], "signature_bad", f"key {item['key']} is not in this bundle")
    _ = key and Ed25519PublicKey.from_public_bytes(key).verify(made, written(told).encode())
sys.excepthook = stop
bundle, *files = [json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1::2]] or sys.exit(__doc__)
kept = [(kind[2:], item) for kind, file in zip(sys.argv[2::2], files) for item in file.get("checkpoints", [file])]
keys = {key["key"]: bytes.fromhex(key["public"]) for key in bundle["keys"]}
need(all(sha256(raw).hexdigest()[:16] == key for key, raw in keys.items()), "signature_bad", "a key is misnamed")
# 1. Entries count from 1, each head is SHA-256(head before, body), and all that was ever signed lies on this chain.
log, bodies = bundle["log"], [json.loads(entry["body"]) for entry in bundle["log"]]
numbers, order, kinds = [e["index"] for e in log], [*range(1, len(log) + 1)], [body["event"] for body in bodies]
heads, lost, shift, covered = ["0" * 64] + [entry["head"] for entry in log], False, 0, 0
broken = [n for n, body in enumerate(bodies) if digest(written(body), heads[n]) != heads[n + 1]]
moved = {digest(log[n]["body"], head) for n in broken[:3] for head in heads} & set(heads)
for kind, point in sorted([("", p) for p in bundle["checkpoints"]] + kept, key=lambda pair: pair[1]["size"]):
    check_signature(point, {name: point[name] for name in ("ballot", "size", "head", "at", "key")})
    at, met = point["size"], [bodies[0]["ballot"], *heads[point["size"]:][:1]] == [point["ballot"], point["head"]]
    if not kind or point["ballot"] == bodies[0]["ballot"]:  # what was kept of another ballot says nothing of this log
        shift = 0 if met else at - heads.index(point["head"]) if point["head"] in heads else int(at > len(log))
        covered, lost = (at, lost) if met else (covered, True)
    if kind == "receipt" and met:
        met = dict(bodies[at - 1], **{name: point[name] for name in ("seat", "version")}, commitment=digest(point["choice"], point["nonce"])) == bodies[at - 1]
    need(met or not kind, f"{kind}_mismatch", f"your {kind} of entry {at} does not lie on this log")
causes = [("vote_added", len(set(numbers)) < len(log)), ("order_swapped", sorted(numbers) == order != numbers),
          ("vote_removed", numbers != order or shift > 0), ("vote_added", shift), ("order_swapped", moved),
          ("vote_changed", "vote" in [kinds[n] for n in broken]), ("log_forked", True)]
sound = numbers == order and not broken and not lost and covered > ("close" in kinds and kinds.index("close"))
need(sound, next(code for code, found in causes if found), "this is not the log that was signed")
# 2. Question, rules and roll are those of the opening; each seat of the roll counts once, by its last vote.
first, roll, is_open, seen, votes = bodies[0], {row[0] for row in bundle["roll"]}, False, {}, {}
added = [[row[0], digest(written({"roll": [row]}))] for row in bundle["added"]]
same = added == [[body["seat"], body["row_sha256"]] for body in bodies if body["event"] == "roll_add"]
need(first["question"] == digest(written(bundle["text"])), "question_changed", "it is not that of the opening")
need(first["rules"] == digest(written(bundle["rules"])), "rules_changed", "they are not those of the opening")
need(same and first["roll_sha256"] == digest(written({"roll": bundle["roll"]})), "roll_changed", "names differ")
for body in bodies:
    event, seat, is_open = body["event"], body.get("seat"), GATES.get(body["event"], is_open)
    roll = roll | {seat} if event == "roll_add" else roll - {seat} if event == "recusal" else roll
    if event == "vote":
        past, number = seen.get(seat, []), body["version"]
        need(number == len(past) + 1, "vote_removed" if number > len(past) else "vote_replayed", f"of seat {seat}")
        need(is_open and seat in roll, "vote_added", f"seat {seat} could not vote then")
        seen[seat], votes[seat] = [*past, body["commitment"]], body
    elif event == "void":
        votes.pop(seat, None)
# 3. What is published opens these votes, and gives the totals and the outcome.
shown, told = {one["seat"]: one for one in bundle["openings"] or []}, {body["event"]: body for body in bodies}
counted, opened = "close" in told and "annul" not in told, bundle["openings"] is not None
for seat in {*votes, *shown} if counted and first["mode"] == "public" else shown:
    made = digest(shown[seat]["choice"], shown[seat]["nonce"]) if seat in shown else None
    code = "vote_added" if seat not in votes else "vote_replayed" if made in seen[seat] else "vote_changed"
    need(seat in votes and made == votes[seat]["commitment"], code if made else "vote_removed", f"of seat {seat}")
figures, sitting, hand = bundle["figures"] or {}, bundle["rules"]["sitting"], told.get("manual_totals")
need(counted or not (figures or shown or bundle["outcome"]), "tally_wrong", "nothing was counted")
if counted:
    choices, ways = [one["choice"] for one in shown.values()], ("for", "against", "abstain", "blank")
    sums = {way: hand[way] if hand else choices.count(way) if opened else figures[way] for way in ways}
    cast, yes, no, close = sum(sums.values()), sums["for"], sums["against"], told["close"]
    sums.update(cast=cast, expressed=yes + no, roll=len(roll), no_vote=len(roll) - cast)
    need({**close, **figures} == close == {**close, **sums} and (hand or cast == len(votes)), "tally_wrong", "recount")
    likely = {("divided", "favourable", "unfavourable")[(yes > no) - (yes < no)]}
    if sitting:
        quorum, bar, chair = figures["quorum"], sitting["threshold"], figures["president"]
        short = not quorum["waiver"] and quorum["counted"] <= quorum["in_office"] // 2
        whole = yes + no if not bar or bar["base"] == "expressed" else quorum["in_office"]
        lead = yes * bar["portion"]["den"] - whole * bar["portion"]["num"] - bar["strict"] if bar else yes - no - 1
        tie = yes == no > 0 and not bar and sitting["casting_vote"] and first["mode"] != "secret" and not hand
        own = "by" not in votes.get(chair, {"by": 0}) and shown.get(chair, {}).get("choice")
        likely = {"adopted" if (yes > 0 and lead >= 0) or (tie and own == "for") else "not_adopted"}
        likely = {"no_quorum"} if short else {"adopted", "not_adopted"} if tie and not opened else likely
    logged = {close["outcome"], told.get("proclaim", close)["outcome"]}
    need({bundle["outcome"]} == logged <= likely, "outcome_wrong", f"it should be {' or '.join(likely)}")
check_signature(bundle.pop("seal"), bundle)
told = "counted anew" if opened and not hand else "votes not published, nobody outside can count them anew"
sys.exit(bool(FAULTS) or print(f"OK: ballot {first['ballot']}, {bundle['outcome'] or 'no result'}, {told if counted else 'not counted'}; keys {' '.join(keys)}"))
