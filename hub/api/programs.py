"""The register of programs: who is a Part 2 program, and who is attested to be none."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.privacy.program_register import attest_provider, holding
from hub.store.provider_standings import ProviderStanding
from schemas.messages.program import AttestationSchema, ProgramsSchema, StandingSchema

blueprint = Blueprint("programs", __name__, url_prefix="/api/v1/programs", description="Programs")


@blueprint.route("")
class Programs(MethodView):
    """What is attested of every provider."""

    @requires("program.read")
    @may_fail(blueprint)
    @blueprint.response(200, ProgramsSchema)
    def get(self) -> dict[str, Any]:
        """List the attestation that holds for each provider."""
        with house().look(within=caller().within) as work:
            return {"programs": holding(work)}

    @requires("program.write")
    @may_fail(blueprint, 422)
    @blueprint.arguments(AttestationSchema)
    @blueprint.response(201, StandingSchema)
    def post(self, asked: dict[str, Any]) -> ProviderStanding:
        """Enter an attestation; the latest one on a provider holds."""
        with house().begin(within=caller().within) as work:
            return attest_provider(work, by=caller().actor, **asked)
