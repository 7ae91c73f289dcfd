"""The agreements: drafted, read with their terms and text, and amended."""

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.agreement_documents import agreement_documents, terms_of_message, whole_document
from hub.api.house import house
from hub.api.paging import part_of
from hub.api.problems import may_fail
from hub.services.agreements.draft_agreement import amend_agreement, draft_agreement
from hub.services.agreements.facts import agreement_facts, facts_of
from hub.store import agreements
from schemas.messages.agreement import (
    AgreementsSchema,
    DraftSchema,
    TermsSchema,
    WholeAgreementSchema,
)
from schemas.messages.page import PageQuery

blueprint = Blueprint(
    "agreements", __name__, url_prefix="/api/v1/agreements", description="Agreements"
)


@blueprint.route("")
class Agreements(MethodView):
    """The agreements that the caller may see: its own, or all of them."""

    @requires("agreement.read")
    @may_fail(blueprint, 422)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, AgreementsSchema)
    def get(self, page: dict[str, Any]) -> dict[str, Any]:
        """List the agreements, the oldest first."""
        with house().look(within=caller().within) as work:
            known = agreements.every(work)
            found, following = part_of(
                known, after=page["after"], limit=page["limit"], key=lambda each: each.id
            )
            told = agreement_documents(work, facts_of(work, found))
        return {"agreements": told, "next": following}

    @requires("agreement.write")
    @may_fail(blueprint, 422)
    @blueprint.arguments(DraftSchema)
    @blueprint.response(201, WholeAgreementSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Draft an agreement; its text is made from the terms, and nobody has signed it."""
        with house().begin(within=caller().within) as work:
            facts = draft_agreement(
                work,
                by=caller().actor,
                title=asked["title"],
                terms=terms_of_message(asked["terms"]),
            )
            return whole_document(work, facts)


@blueprint.route("/<uuid:id>")
class OneAgreement(MethodView):
    """One agreement."""

    @requires("agreement.read")
    @may_fail(blueprint, 404)
    @blueprint.etag
    @blueprint.response(200, WholeAgreementSchema)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell of an agreement, with its terms and its text."""
        with house().look(within=caller().within) as work:
            return whole_document(work, agreement_facts(work, str(id)))

    @requires("agreement.write")
    @may_fail(blueprint, 404, 409, 412, 422, 428)
    @blueprint.etag
    @blueprint.arguments(TermsSchema)
    @blueprint.response(200, WholeAgreementSchema)
    def put(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Amend: give it these terms; every signature is void."""
        with house().begin(within=caller().within) as work:
            known = agreement_facts(work, str(id))
            blueprint.check_etag(whole_document(work, known), WholeAgreementSchema)
            facts = amend_agreement(
                work, by=caller().actor, agreement=str(id), terms=terms_of_message(asked)
            )
            return whole_document(work, facts)


@blueprint.route("/<uuid:id>/text")
class AgreementText(MethodView):
    """The text of an agreement, word for word: its SHA-256 is what is signed."""

    @requires("agreement.read")
    @may_fail(blueprint, 404)
    @blueprint.doc(responses={"200": {"description": "The text.", "content": {"text/plain": {}}}})
    def get(self, id: Any) -> Response:  # noqa: A002
        """Return the text that holds, or is to be signed."""
        with house().look(within=caller().within) as work:
            text = agreement_facts(work, str(id)).text
        answer = Response(text.text, content_type="text/plain; charset=utf-8")
        answer.set_etag(text.hash)
        return answer
