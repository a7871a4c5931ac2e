"""Prometheus and Alertmanager: alerts that fired, and the series around an incident, live or from saved answers."""

from incidentkit.sources.prometheus.client import Login
from incidentkit.sources.prometheus.doctor import Health, status
from incidentkit.sources.prometheus.live import Prometheus
from incidentkit.sources.prometheus.presets import chosen_charts
from incidentkit.sources.prometheus.saved import PrometheusFile

__all__ = ["Health", "Login", "Prometheus", "PrometheusFile", "chosen_charts", "status"]
