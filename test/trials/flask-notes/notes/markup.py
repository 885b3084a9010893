import markdown
import nh3
from markupsafe import Markup


def to_html(text):
    """Markdown as HTML that may stand in a page: anything that could run is taken out."""
    return Markup(nh3.clean(markdown.markdown(text, extensions=["sane_lists", "nl2br"])))
