from sojourn.analyse import compare as compare
from sojourn.analyse import dropoff as dropoff
from sojourn.analyse import dropoff_members as dropoff_members
from sojourn.analyse import follows as follows
from sojourn.analyse import follows as graph
from sojourn.analyse import funnel as funnel
from sojourn.analyse import funnel_members as funnel_members
from sojourn.analyse import notable_differences as notable_differences
from sojourn.analyse import paths as paths
from sojourn.analyse import retention as retention
from sojourn.analyse import retention_members as retention_members
from sojourn.analyse import sessions as sessions
from sojourn.analyse import timing as timing
from sojourn.analyse import timing_members as timing_members
from sojourn.analyse import variants as variants
from sojourn.app.in_place import journeys as journeys
from sojourn.app.output import write_chart as render
from sojourn.app.workspace import Workspace as Workspace
from sojourn.app.workspace import create as init
from sojourn.app.workspace import open_workspace as open
from sojourn.core.analysis import Journeys as Journeys
from sojourn.core.charts import Chart as Chart
from sojourn.core.errors import ChannelError as ChannelError
from sojourn.core.errors import ConfigurationError as ConfigurationError
from sojourn.core.errors import Conflict as Conflict
from sojourn.core.errors import EngineError as EngineError
from sojourn.core.errors import InvalidInput as InvalidInput
from sojourn.core.errors import NotAllowed as NotAllowed
from sojourn.core.errors import NotFound as NotFound
from sojourn.core.errors import SojournError as SojournError
from sojourn.core.errors import StoreError as StoreError
from sojourn.core.journeys import Cases as Cases
from sojourn.core.results import Result as Result

__version__: str
__all__ = [
    "Cases",
    "ChannelError",
    "Chart",
    "ConfigurationError",
    "Conflict",
    "EngineError",
    "InvalidInput",
    "Journeys",
    "NotAllowed",
    "NotFound",
    "Result",
    "SojournError",
    "StoreError",
    "Workspace",
    "compare",
    "dropoff",
    "dropoff_members",
    "follows",
    "funnel",
    "funnel_members",
    "graph",
    "init",
    "journeys",
    "notable_differences",
    "open",
    "paths",
    "render",
    "retention",
    "retention_members",
    "sessions",
    "timing",
    "timing_members",
    "variants",
]
