from .local import LocalEngine as LocalEngine
from .spark import SparkEngine as SparkEngine
from .spark_frames import Roles as Roles
from .spark_frames import spark_source as spark_source
from .spark_session import start_spark as start_spark
from .spark_source import SparkSource as SparkSource
from .spark_watch import NothingBegins as NothingBegins
from .spark_watch import Watch as Watch
