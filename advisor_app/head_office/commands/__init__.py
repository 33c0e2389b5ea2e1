"""The commands of head office, one module each: `HELP`, `arguments(parser)` and `run(options) -> result`."""

from types import ModuleType

from advisor_app.head_office.commands import (
    analyse,
    assign,
    campaigns,
    complaints,
    conversions,
    cover,
    demo_data,
    enrol,
    feedback,
    import_,
    init,
    policy,
    promises,
    prompts,
    proposals,
    retention,
    serve,
    status,
    tiers,
    train,
)

COMMANDS: dict[str, ModuleType] = {
    "init": init,
    "import": import_,
    "assign": assign,
    "conversions": conversions,
    "cover": cover,
    "enrol": enrol,
    "serve": serve,
    "status": status,
    "policy": policy,
    "promises": promises,
    "proposals": proposals,
    "complaints": complaints,
    "feedback": feedback,
    "campaigns": campaigns,
    "prompts": prompts,
    "retention": retention,
    "tiers": tiers,
    "train": train,
    "analyse": analyse,
    "demo-data": demo_data,
}
