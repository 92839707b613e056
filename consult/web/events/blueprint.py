"""The area of events: its view modules share one blueprint, and every template may use its words."""

from consult.web.events import words
from consult.web.kit.locale import area

bp = area("events", __name__)
for _name, _words in (
    ("event_when", words.when),
    ("event_leaf", words.leaf),
    ("event_place", words.place),
    ("event_place_told", words.told_place),
    ("event_address", words.address),
    ("event_open", words.open_to_come),
    ("event_room", words.room),
    ("event_languages", words.languages),
):
    bp.add_app_template_filter(_words, _name)
