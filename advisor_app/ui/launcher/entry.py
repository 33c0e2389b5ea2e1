"""Where a launcher's process begins: the less it loads, the sooner its window is there."""

from advisor_app.errors import AppError
from advisor_app.i18n import set_language
from advisor_app.paths import AppPaths, machine_settings
from advisor_app.services.program import Start
from advisor_app.settings import WORKBENCH, Settings
from advisor_app.ui import theme
from advisor_app.ui.application import make_application
from advisor_app.ui.instance import raise_other
from advisor_app.ui.launcher.launcher import Launcher


def run(paths: AppPaths, start: Start) -> int:
    """Ask for the passphrase until a workbench goes on or the window is closed; return the exit code.

    Where the window of this book is open already, that one comes forward instead.
    """

    def load() -> Settings:
        return Settings.load(WORKBENCH, user_file=paths.settings, machine_file=machine_settings())

    trouble = None
    try:
        settings = load()
    except AppError as error:
        settings, trouble = Settings.defaults(WORKBENCH, user_file=paths.settings), error
    application = make_application(settings, qt_texts=False)
    if start.language:
        set_language(start.language)
    if raise_other(paths.data):
        return 0
    with theme.undressed(application):
        launcher = Launcher(paths, start, settings, trouble, load)
    launcher.ended.connect(application.quit)
    launcher.window.show()
    code = application.exec()
    launcher.close()
    return code
