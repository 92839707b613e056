"""The charter's rules, the labels a text may bear, and the Commission's categories behind them."""

from enum import StrEnum

from consult.kernel.messages import N_


class Ground(StrEnum):
    """The charter's numbered rules, in its order."""

    INSULT = "insult"
    HATE = "hate"
    PERSONAL_DATA = "personal_data"
    OFF_TOPIC = "off_topic"
    SPAM = "spam"
    IMPERSONATION = "impersonation"
    ILLEGAL = "illegal"
    UNCLEAR = "unclear"


GROUND_LABELS = {
    Ground.INSULT: N_("Rule 1: insults or attacks on persons"),
    Ground.HATE: N_("Rule 2: hatred or discrimination"),
    Ground.PERSONAL_DATA: N_("Rule 3: somebody’s personal data"),
    Ground.OFF_TOPIC: N_("Rule 4: not about the subject"),
    Ground.SPAM: N_("Rule 5: advertising or repetition"),
    Ground.IMPERSONATION: N_("Rule 6: pretending to be somebody else"),
    Ground.ILLEGAL: N_("Rule 7: other illegal content"),
    Ground.UNCLEAR: N_("Rule 8: cannot be understood"),
}
#: What a reader may report; "unclear" is only ever a reason to return a text to its author.
REPORT_GROUNDS = tuple(ground for ground in Ground if ground is not Ground.UNCLEAR)


class Category(StrEnum):
    """The Commission's categories of what is restricted (DSA art. 24(5)), those that texts can fall under."""

    CYBER_VIOLENCE = "cyber_violence"
    HARMFUL_SPEECH = "harmful_speech"
    PRIVACY = "privacy"
    CIVIC_DISCOURSE = "civic_discourse"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    MINORS = "minors"
    PUBLIC_SECURITY = "public_security"
    FRAUD = "fraud"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    OTHER = "other"


CATEGORY_LABELS = {
    Category.CYBER_VIOLENCE: N_("Attacks on persons"),
    Category.HARMFUL_SPEECH: N_("Illegal or harmful speech"),
    Category.PRIVACY: N_("Breach of data protection or privacy"),
    Category.CIVIC_DISCOURSE: N_("Harm to public debate or elections"),
    Category.INTELLECTUAL_PROPERTY: N_("Breach of intellectual property"),
    Category.MINORS: N_("Protection of minors"),
    Category.PUBLIC_SECURITY: N_("Risk for public security"),
    Category.FRAUD: N_("Scams and fraud"),
    Category.SELF_HARM: N_("Self-harm"),
    Category.VIOLENCE: N_("Violence"),
    Category.OTHER: N_("Other breach of the rules"),
}
#: The codes of the Commission's transparency database (its schema since July 2025).
CATEGORY_CODES = {
    Category.CYBER_VIOLENCE: "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    Category.HARMFUL_SPEECH: "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    Category.PRIVACY: "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    Category.CIVIC_DISCOURSE: "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
    Category.INTELLECTUAL_PROPERTY: "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    Category.MINORS: "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    Category.PUBLIC_SECURITY: "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
    Category.FRAUD: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    Category.SELF_HARM: "STATEMENT_CATEGORY_SELF_HARM",
    Category.VIOLENCE: "STATEMENT_CATEGORY_VIOLENCE",
    Category.OTHER: "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
}
#: Where a rule of the charter falls, unless the moderator says otherwise.
CATEGORY_OF = {
    Ground.INSULT: Category.CYBER_VIOLENCE,
    Ground.HATE: Category.HARMFUL_SPEECH,
    Ground.PERSONAL_DATA: Category.PRIVACY,
    Ground.OFF_TOPIC: Category.OTHER,
    Ground.SPAM: Category.OTHER,
    Ground.IMPERSONATION: Category.CIVIC_DISCOURSE,
    Ground.ILLEGAL: Category.HARMFUL_SPEECH,
    Ground.UNCLEAR: Category.OTHER,
}


class Label(StrEnum):
    """What a moderator may set above a text that stays readable."""

    DISPUTED = "disputed"
    OUTDATED = "outdated"
    SENSITIVE = "sensitive"
    INTEREST = "interest"


LABEL_LABELS = {
    Label.DISPUTED: N_("Facts in this text are disputed"),
    Label.OUTDATED: N_("Facts in this text are out of date"),
    Label.SENSITIVE: N_("This text may upset some readers"),
    Label.INTEREST: N_("This text serves a commercial or party interest"),
}
