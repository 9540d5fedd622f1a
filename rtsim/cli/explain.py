"""`rtsim explain`: what closed forms expect of a scenario before anything runs."""

from rich.text import Text

from rtsim.cli.inputs import AsJson, Chosen, Config, Settings, load
from rtsim.cli.streams import print_json
from rtsim.cli.weighing import effort_text
from rtsim.forecast.effort import effort
from rtsim.forecast.forecast import forecast
from rtsim.forecast.premises import premise_warnings
from rtsim.report.documents.forecast import forecast_document
from rtsim.report.text.forecast import caution_lines, forecast_table
from rtsim.report.text.tables import console, warning_line
from rtsim.techniques import chosen


def explain(config: Config, *, technique: Chosen = None, settings: Settings = None, as_json: AsJson = False) -> None:
    """Say what theory expects of a scenario under each technique, and warn of those that cannot be stable.

    Ends with status 2 when the input is wrong; a warning is no error.
    """
    scenario = load(config, settings or (), technique or ())
    forecasts = [forecast(scenario, known) for known in chosen(scenario.techniques).values()]
    if as_json:
        print_json(forecast_document(scenario, forecasts))
        return
    screen, aside = console(), console(error=True)
    title = Text(scenario.title or scenario.name, style="bold")
    screen.print(title.append(": before anything runs\n", style="not bold"))
    screen.print(forecast_table(forecasts))
    takes = effort_text(effort(scenario, chosen(scenario.techniques), 1))
    screen.print(Text(f"To simulate all of it takes {takes} in one process.", style="dim"))
    for text in premise_warnings(scenario):
        aside.print(warning_line(text))
    for line in caution_lines(forecasts):
        aside.print(line)
