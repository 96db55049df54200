"""A person at a page with a keyboard and no mouse, who must see at every step where the keys go."""

import pytest
from playwright.async_api import Error, Locator, Page, expect

from tests.support.patience import PATIENCE

PRESSES_A_CHARACTER = 4
"""What a Chinese character costs a slow typist at most: its sound in Latin letters and the choice."""
MOST_TABS = 40
LOST = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return 'nothing has the focus'
  const draws = (shown) => shown && getComputedStyle(shown).boxShadow !== 'none'
  const shown = [one, one.closest('label')].find(draws)
  if (!shown) return `no ring around ${one.outerHTML.slice(0, 160)}`
  const { top, bottom, left, right } = shown.getBoundingClientRect()
  const inSight = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && one.checkVisibility()
  return inSight ? '' : `out of sight: ${one.outerHTML.slice(0, 160)}`
}"""


class Hands:
    """Two hands on the keys of a page; ``pressed`` counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and see where the focus is afterwards."""
        for key in keys:
            await self.page.keyboard.press(key)
            self.pressed += 1
        await self.see()

    async def write(self, text: str, *keys: str) -> None:
        """Write into what has the focus, then press keys."""
        await self.page.keyboard.type(text)
        self.pressed += sum(1 if letter.isascii() else PRESSES_A_CHARACTER for letter in text)
        await self.press(*keys)

    async def tab_to(self, place: Locator) -> None:
        """Go forward until a place has the focus; each stop on the way is seen."""
        for _ in range(MOST_TABS):
            await self.press("Tab")
            if await place.evaluate("one => one === document.activeElement"):
                return
        pytest.fail(f"{place} is not reached by {MOST_TABS} tabs")

    async def stand_at(self, place: Locator) -> None:
        """Wait until a place has the focus and shows it."""
        await expect(place).to_be_focused(timeout=PATIENCE)
        await self.see()

    async def see(self) -> None:
        """Wait until something in sight has the focus and shows it."""
        try:
            await self.page.wait_for_function(f"() => ({LOST})() === ''", timeout=PATIENCE)
        except Error as error:
            pytest.fail(f"{await self.page.evaluate(LOST)}: {error}")
