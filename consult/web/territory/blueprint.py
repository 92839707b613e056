"""The blueprint that the views of communes, places and their map hang on."""

from consult.web.kit.locale import area

bp = area("territory", __name__)
