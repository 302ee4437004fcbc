"""The command runner: an action as a program of its own, in the environment of its pack."""

import shlex
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.logic import results, versions
from attune_ops_nb.model import Action, Execution, LogStream, Runtime, Status
from attune_ops_nb.store import logs
from attune_ops_nb.work import commands, environments
from attune_ops_nb.work.capture import Capture, Pipes, Ringing
from attune_ops_nb.work.children import Child, Guardian
from attune_ops_nb.work.worker import Outcome
