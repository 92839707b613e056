"""Flask's extensions, unbound; create_app binds them."""

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

login = LoginManager()
migrate = Migrate()
csrf = CSRFProtect()
