"""The report: one page that a head of service can read, written from lived journeys."""

from .plan import ReportPlan as ReportPlan
from .writing import Report as Report
from .writing import write_report as write_report
