from sojourn.analyse import Cohort as Cohort
from sojourn.analyse import ReadyPath as ReadyPath
from sojourn.analyse import attribution as attribution
from sojourn.analyse import attribution_members as attribution_members
from sojourn.analyse import attribution_of_paths as attribution_of_paths
from sojourn.analyse import chain as chain
from sojourn.analyse import chain_of as chain_of
from sojourn.analyse import cohort_value as cohort_value
from sojourn.analyse import compare as compare
from sojourn.analyse import compare_funnels as compare_funnels
from sojourn.analyse import compare_groups as compare_groups
from sojourn.analyse import compare_values as compare_values
from sojourn.analyse import conformance as conformance
from sojourn.analyse import conformance_members as conformance_members
from sojourn.analyse import dropoff as dropoff
from sojourn.analyse import dropoff_members as dropoff_members
from sojourn.analyse import follows as follows
from sojourn.analyse import follows as graph
from sojourn.analyse import follows_members as follows_members
from sojourn.analyse import funnel as funnel
from sojourn.analyse import funnel_members as funnel_members
from sojourn.analyse import kind_members as kind_members
from sojourn.analyse import kinds as kinds
from sojourn.analyse import next_after as next_after
from sojourn.analyse import next_step as next_step
from sojourn.analyse import next_step_members as next_step_members
from sojourn.analyse import notable_differences as notable_differences
from sojourn.analyse import outcome as outcome
from sojourn.analyse import outcome_members as outcome_members
from sojourn.analyse import passage as passage
from sojourn.analyse import path_members as path_members
from sojourn.analyse import paths as paths
from sojourn.analyse import retention as retention
from sojourn.analyse import retention_members as retention_members
from sojourn.analyse import sessions as sessions
from sojourn.analyse import split_chain as split_chain
from sojourn.analyse import step as step
from sojourn.analyse import survival as survival
from sojourn.analyse import survival_members as survival_members
from sojourn.analyse import timing as timing
from sojourn.analyse import timing_members as timing_members
from sojourn.analyse import variant_members as variant_members
from sojourn.analyse import variants as variants
from sojourn.analyse import within_cohort as within_cohort
from sojourn.app.clusters import spark_journeys as spark_journeys
from sojourn.app.cohorts import cohort_by_birth as cohort_by_birth
from sojourn.app.cohorts import cohort_by_property as cohort_by_property
from sojourn.app.cohorts import cohort_by_step as cohort_by_step
from sojourn.app.in_place import journeys as journeys
from sojourn.app.map_checking import check_map as check_map
from sojourn.app.path_files import read_paths as read_paths
from sojourn.app.planned_maps import planned_map as planned_map
from sojourn.app.planning import plan as plan
from sojourn.app.planning import plan_model as plan_model
from sojourn.app.plans_kept import follow_up as follow_up
from sojourn.app.plans_kept import read_saved as read_plan
from sojourn.app.plans_kept import save_plan as save_plan
from sojourn.app.rendered import render as render
from sojourn.app.report import ReportPlan as ReportPlan
from sojourn.app.winning import acquisition_plan as acquisition_plan
from sojourn.app.workspace import Workspace as Workspace
from sojourn.app.workspace import open_workspace as open
from sojourn.app.workspace_new import create as init
from sojourn.collect import Mapping as Mapping
from sojourn.core.analysis import Journeys as Journeys
from sojourn.core.answers import Answers as Answers
from sojourn.core.answers import Question as Question
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
from sojourn.core.small import Limits as Limits
from sojourn.insight import EvidenceResult as EvidenceResult
from sojourn.insight import evidence_result as evidence
from sojourn.insight import gaps as gaps
from sojourn.insight import moments as moments
from sojourn.insight import needs as needs
from sojourn.insight import read_observations as read_observations
from sojourn.insight import satisfaction_delivered as satisfaction_delivered
from sojourn.insight import visits as visits
from sojourn.maps import Drawing as Drawing
from sojourn.maps import JourneyMap as JourneyMap
from sojourn.maps import MapRefused as MapRefused
from sojourn.maps import compare_case as compare_case
from sojourn.maps import compare_maps as compare_maps
from sojourn.maps import draw_acquisition as draw_acquisition
from sojourn.maps import draw_html as draw_html
from sojourn.maps import draw_map as draw_map
from sojourn.maps import expect as expect
from sojourn.maps import export_map as export_map
from sojourn.maps import import_map as import_map
from sojourn.maps import merge_maps as merge_maps
from sojourn.maps import parse_map as parse_map
from sojourn.maps import read_library as read_library
from sojourn.maps import read_map as read_map
from sojourn.maps import write_map as write_map
from sojourn.measure import Vader as Vader
from sojourn.measure import agreement_with_labels as agreement_with_labels
from sojourn.measure import ces as ces
from sojourn.measure import csat as csat
from sojourn.measure import drivers as drivers
from sojourn.measure import feelings as feelings
from sojourn.measure import importance_performance as importance_performance
from sojourn.measure import kano as kano
from sojourn.measure import nps as nps
from sojourn.measure import nps_difference as nps_difference
from sojourn.measure import nps_sample_size as nps_sample_size
from sojourn.measure import penalty_reward as penalty_reward
from sojourn.measure import read_answers as read_answers
from sojourn.measure import read_questions as read_questions
from sojourn.measure import stated_beside_derived as stated_beside_derived
from sojourn.measure import stated_importance as stated_importance
from sojourn.measure import text_feeling as text_feeling
from sojourn.measure import trend as trend
from sojourn.measure import write_questions as write_questions
from sojourn.prioritise import check_acquisition as check_acquisition
from sojourn.prioritise import radar as radar

__version__: str
__all__ = [
    "Answers",
    "Cases",
    "ChannelError",
    "Chart",
    "Cohort",
    "ConfigurationError",
    "Conflict",
    "Drawing",
    "EngineError",
    "EvidenceResult",
    "InvalidInput",
    "JourneyMap",
    "Journeys",
    "Limits",
    "MapRefused",
    "Mapping",
    "NotAllowed",
    "NotFound",
    "Question",
    "ReportPlan",
    "Result",
    "SojournError",
    "StoreError",
    "Vader",
    "Workspace",
    "acquisition_plan",
    "agreement_with_labels",
    "ces",
    "chain",
    "chain_of",
    "check_acquisition",
    "check_map",
    "cohort_by_birth",
    "cohort_by_property",
    "cohort_by_step",
    "cohort_value",
    "compare",
    "compare_case",
    "compare_funnels",
    "compare_groups",
    "compare_maps",
    "compare_values",
    "conformance",
    "conformance_members",
    "csat",
    "draw_acquisition",
    "draw_html",
    "draw_map",
    "drivers",
    "dropoff",
    "dropoff_members",
    "evidence",
    "expect",
    "export_map",
    "feelings",
    "follows",
    "follows_members",
    "funnel",
    "funnel_members",
    "gaps",
    "graph",
    "import_map",
    "importance_performance",
    "init",
    "journeys",
    "kind_members",
    "kinds",
    "kano",
    "merge_maps",
    "moments",
    "needs",
    "next_after",
    "next_step",
    "next_step_members",
    "notable_differences",
    "nps",
    "nps_difference",
    "nps_sample_size",
    "open",
    "outcome",
    "outcome_members",
    "parse_map",
    "passage",
    "path_members",
    "paths",
    "penalty_reward",
    "radar",
    "read_answers",
    "read_library",
    "read_map",
    "read_observations",
    "read_plan",
    "read_questions",
    "render",
    "retention",
    "retention_members",
    "satisfaction_delivered",
    "sessions",
    "spark_journeys",
    "split_chain",
    "stated_beside_derived",
    "stated_importance",
    "step",
    "survival",
    "survival_members",
    "text_feeling",
    "timing",
    "timing_members",
    "trend",
    "variant_members",
    "variants",
    "visits",
    "within_cohort",
    "write_map",
    "write_questions",
]
