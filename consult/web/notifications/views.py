"""Following chantiers, proposals and communes, and how often one hears of them."""

from consult.web.kit.locale import area

bp = area("notifications", __name__)
