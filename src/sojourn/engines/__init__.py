"""Engines: what runs an analysis over batches of whole customers."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "local": "LocalEngine",
        "spark": "SparkEngine",
        "spark_frames": "Roles spark_source",
        "spark_session": "start_spark",
        "spark_source": "SparkSource",
        "spark_watch": "NothingBegins Watch",
    },
)
