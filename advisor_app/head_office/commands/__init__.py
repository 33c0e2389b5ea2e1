"""The commands of head office, one module each: `HELP`, `arguments(parser)` and `run(options) -> result`."""

from types import ModuleType

from advisor_app.head_office.commands import (
    assign,
    campaigns,
    complaints,
    conversions,
    demo_data,
    enrol,
    feedback,
    import_,
    init,
    promises,
    serve,
    status,
)

COMMANDS: dict[str, ModuleType] = {
    "init": init,
    "import": import_,
    "assign": assign,
    "conversions": conversions,
    "enrol": enrol,
    "serve": serve,
    "status": status,
    "promises": promises,
    "complaints": complaints,
    "feedback": feedback,
    "campaigns": campaigns,
    "demo-data": demo_data,
}
