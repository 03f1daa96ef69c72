"""The browser that the journeys drive is there and runs scripts."""

import pytest


@pytest.mark.browser
def test_the_browser_of_this_machine_runs_a_page(browser):
    page = browser.new_page()
    page.set_content("<h1></h1><script>document.querySelector('h1').textContent = 'عائشہ'</script>")

    assert page.inner_text("h1") == "عائشہ"
    page.close()
