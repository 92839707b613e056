"""The translators' room: the list of what waits, the page to write on, one translation, and wishes."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import current_language, translate
from consult.queries.translations import history, official, room, waiting, writing
from consult.queries.translations.history import TranslationPage
from consult.queries.translations.writing import WritingPage
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Facts, Permission, require
from consult.rules.translations import Extent, TranslationState, Work
from consult.services import translations as deeds
from consult.services.translations.terms import missing_terms
from consult.web.kit.access import SignInNeeded, allow, current_actor, public
from consult.web.kit.locale import area
from consult.web.kit.transaction import once
from consult.web.translations.forms import (
    AskForm,
    ListForm,
    ReviewForm,
    TranslationForm,
    official_form,
)
from consult.web.translations.words import beside

bp = area("translations", __name__)

KINDS = {"proposals": SubjectKind.PROPOSAL, "comments": SubjectKind.COMMENT}
TEXT = "/translations/<any(proposals, comments):kind>/<int:text_id>"


@bp.get("/translations")
@allow(Permission.TRANSLATE)
def index() -> str:
    form = ListForm(request.args, current_language())
    work, chantier = form.chosen("work"), form.chosen("chantier")
    filters = waiting.Filters(
        language=form.language.data,
        work=Work(work) if work else None,
        chantier=int(chantier) if chantier else None,
    )
    actor = current_actor()
    page = room.room(actor, filters, request.args.get("after"))
    chosen = {"language": filters.language, "work": work, "chantier": chantier}
    sent = {name: value for name, value in chosen.items() if value}
    return render_template(
        "translations/index.html",
        page=page,
        form=form,
        filters=filters,
        sent=sent,
        elsewhere=room.elsewhere(actor, filters),
    )


@bp.route(f"{TEXT}/<language:language>", methods=["GET", "POST"])
@allow(Permission.TRANSLATE)
@once
def write(kind: str, text_id: int, language: str) -> ResponseReturnValue:
    subject = Subject(KINDS[kind], text_id)
    asked = request.values.get("extent", "")
    extent = Extent(asked) if asked in set(Extent) else Extent.FULL
    page = writing.page(current_actor(), subject, language, extent)
    form = _form(page)
    status = 200
    if form.validate_on_submit():
        try:
            row = deeds.propose(current_actor(), subject, form.fields(language))
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            return _changed(subject, language, form, refusal)
        else:
            flash(_told(row.state), "success")
            return redirect(url_for(".show", translation_id=row.id))
    if form.errors:
        status = 422
    return _writing(page, form), status


def _told(state: TranslationState) -> str:
    if state is TranslationState.SHOWN:
        return str(_("The translation is published."))
    return str(_("Thank you. Somebody of the team reads your translation before everybody can."))


def _form(page: WritingPage) -> TranslationForm:
    base = page.base
    given = {"version": page.text.version, "extent": page.extent.value}
    if base is not None:
        given |= {"title": base.title or "", "body": base.body}
    return TranslationForm(data=given).offer(title=page.text.comment is None)


def _writing(page: WritingPage, form: TranslationForm, **more: object) -> str:
    words = beside(f"{page.text.title}\n{page.text.body}", page.text.language, page.language)
    return render_template("translations/write.html", page=page, form=form, words=words, **more)


def _changed(
    subject: Subject, language: str, form: TranslationForm, refusal: Conflict
) -> ResponseReturnValue:
    """The text that was translated, the one that stands there now, and what was typed."""
    page = writing.page(current_actor(), subject, language, Extent(form.extent.data))
    then = writing.earlier(page.text, form.version.data or 0)
    form.refuse(refusal)
    form.begin_again(page.text.version)
    return _writing(page, form, then=then, conflict=True), 409


@bp.route("/translations/<int:translation_id>", methods=["GET", "POST"])
@public
@once
def show(translation_id: int) -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "POST" and not actor.signed_in:
        raise SignInNeeded
    page = history.page(actor, translation_id)
    form = _review_form(page)
    refusing = request.form.get("deed") == "refuse"
    status = 200
    if request.method == "POST":
        require(actor, Permission.REVIEW_TRANSLATION, page.text.facts)
        if refusing:
            form.leave_words()
        if form.validate():
            try:
                _review(page, form, refusing)
            except Invalid as refusal:
                form.refuse(refusal)
            except Conflict as refusal:
                form.refuse(refusal)
                page, status = history.page(actor, translation_id), 409
            else:
                flash(_("The translation is not shown.") if refusing else _("The translation is published."))
                return redirect(url_for(".show", translation_id=translation_id))
        status = 422 if form.errors and status == 200 else status
    return _translation(page, form), status


def _review_form(page: TranslationPage) -> ReviewForm:
    given = {"title": page.row.title or "", "body": page.row.body}
    accepting = request.form.get("deed") == "accept"  # perhaps too late: what was typed is shown all the same
    return ReviewForm(data=given).offer(title=page.text.comment is None, words=page.acceptable or accepting)


def _review(page: TranslationPage, form: ReviewForm, refusing: bool) -> None:
    actor = current_actor()
    if refusing:
        deeds.refuse(actor, page.row.id, form.note.data or "")
        return
    words = {name: form[name].data if name in form else "" for name in ("title", "body", "sure")}
    deeds.accept(
        actor, page.row.id, title=words["title"] or "", body=words["body"] or "", sure=bool(words["sure"])
    )


def _translation(page: TranslationPage, form: ReviewForm) -> str:
    source = page.original or page.text
    original = f"{source.title}\n{source.body}"
    shown = f"{page.row.title or ''}\n{page.row.body}"
    pair = (source.language, page.row.language)
    return render_template(
        "translations/show.html",
        page=page,
        form=form,
        words=beside(original, *pair),
        missing=missing_terms(original, shown, *pair) if page.reviews else [],
    )


@bp.post(f"{TEXT}/ask")
@allow(Permission.ASK_TRANSLATION)
@once
def ask(kind: str, text_id: int) -> ResponseReturnValue:
    subject = Subject(KINDS[kind], text_id)
    try:
        new = deeds.ask(current_actor(), subject, AskForm().language.data or "")
    except Conflict as refusal:  # it came between: the page to which this leads shows it
        flash(translate(refusal.message), "info")
    else:
        flash(
            _("Thank you. We write to you when this text can be read in your language.")
            if new
            else _("You have asked for this translation already. We write to you when it is there."),
            "success",
        )
    return redirect(_address(subject))


def _address(subject: Subject) -> str:
    if subject.kind is SubjectKind.PROPOSAL:
        return url_for("proposals.show", proposal_id=subject.id)
    return url_for("comments.show", comment_id=subject.id)


@bp.route("/translations/actions/<int:action_id>/<language:language>", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def complete(action_id: int, language: str) -> ResponseReturnValue:
    action = official.action(action_id)
    require(current_actor(), Permission.EDIT_PROGRAMME, Facts(chantier=action.chantier_number))
    gaps = official.gaps(action, language)
    form = official_form(gaps)
    if gaps and form.validate_on_submit():
        words = {gap.name: form[gap.name].data or "" for gap in gaps}
        try:
            deeds.complete(current_actor(), "action", action_id, language, words)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            flash(_("Thank you. The text is complete in this language."), "success")
            return redirect(url_for("programme.action", action_id=action_id))
    body = render_template("translations/action.html", action=action, gaps=gaps, form=form, language=language)
    return body, form.http_status
