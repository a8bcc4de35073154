"""The settings page. Every change takes effect at once and is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.gui import style
from app.gui.inputs.calm import CalmBox, CalmSlider
from app.gui.inputs.source_box import SourceBox
from app.gui.inputs.stepper import Stepper
from app.gui.practice.welcome_page import PRIVACY
from app.gui.settings.data_card import DataCard
from app.gui.settings.model_card import ModelCard
from app.gui.style import TEXT_SCALES, ThemeChoice
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.gui.widgets.preview import CameraPreview
from app.practice.plan import GOALS
from app.session.words import NOT_A_DEVICE
from app.settings.preferences import LIMITS_DEG
from app.settings.rules import RULES_NOTE, is_settable, rule_words, rules
from vision.capture.camera import HEIGHTS_PX

if TYPE_CHECKING:
    from app.gui.cameras import CameraFinder
    from app.gui.services import Services
    from app.settings.preferences import Preferences
    from drills.core.rules import Rule

KEPT_WORDS = (
    "You are asked before each set whether its video may be stored (5 to 10 MB a minute); one "
    "person's consent never applies to another. Watch a stored video in Review. In Progress you "
    "can delete it alone, with its session, or with everything about the person."
)
_THEMES = (
    (ThemeChoice.SYSTEM, "Same as the desktop"),
    (ThemeChoice.LIGHT, "Light"),
    (ThemeChoice.DARK, "Dark"),
    (ThemeChoice.CONTRAST, "High contrast"),
)


class SettingsPage(QWidget):
    """Camera and goal, appearance, sound, warnings, pose model, data.

    Parameters
    ----------
    preferences
        Shown to begin with.
    services
        Opens cameras and speaks.
    finder
        Knows the cameras.

    Signals
    -------
    changed
        The `Preferences` after a change.
    """

    changed = pyqtSignal(object)

    def __init__(
        self,
        preferences: Preferences,
        services: Services,
        finder: CameraFinder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self._preferences = preferences
        self._services = services
        self.theme = CalmBox()
        self.theme.setAccessibleName("Theme")
        for choice, words in _THEMES:
            self.theme.addItem(words, choice.value)
        self.text = CalmBox()
        self.text.setAccessibleName("Text size")
        for scale in TEXT_SCALES:
            self.text.addItem(f"{100 * scale:.0f} %", scale)
        self.source = SourceBox(finder, services.open_source, self)
        self.check_button = style.button("Check the camera")
        self.preview = CameraPreview(services.open_source, self)
        self.preview.setFixedHeight(style.px(280))
        self.preview.hide()
        self.goal = CalmBox()
        self.goal.setAccessibleName("Goal")
        for value, words in GOALS:
            self.goal.addItem(words, value)
        self.resolution = CalmBox()
        self.resolution.setAccessibleName("Resolution")
        self.resolution.addItem("Camera default", 0)
        for width, height in HEIGHTS_PX.items():
            self.resolution.addItem(f"{width} × {height}, if possible", width)
        self.mirrored = QCheckBox("Mirror the camera picture")
        self.full_screen = QCheckBox("Show sets in full screen  (F11)")
        self.model = ModelCard(self)
        self.data = DataCard(self)
        self.sound = QCheckBox("Speak and play tones  (M)")
        self.volume = CalmSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setAccessibleName("Volume")
        self.try_button = style.button("Try it")
        self._sound_words = style.label("quiet", wrap=True)
        self.reset_button = style.button("Reset all", "small")
        self._limits: dict[str, tuple[Rule, Stepper, QLabel]] = {}
        self._inputs: tuple[QWidget, ...] = (
            self.theme,
            self.text,
            self.mirrored,
            self.full_screen,
            self.sound,
            self.volume,
            self.goal,
            self.resolution,
        )
        self.show_preferences(preferences)
        self._connect()
        self._build()

    def show_preferences(self, preferences: Preferences) -> None:
        """Show these preferences without emitting `changed`."""
        self._preferences = preferences
        for widget in self._inputs:
            widget.blockSignals(True)
        self.goal.setCurrentIndex(max(0, self.goal.findData(preferences.goal)))
        self.resolution.setCurrentIndex(max(0, self.resolution.findData(preferences.width_px)))
        self.theme.setCurrentIndex(max(0, self.theme.findData(preferences.theme)))
        nearest = min(TEXT_SCALES, key=lambda scale: abs(scale - preferences.text_scale))
        self.text.setCurrentIndex(TEXT_SCALES.index(nearest))
        self.mirrored.setChecked(preferences.mirrored)
        self.full_screen.setChecked(preferences.full_screen)
        self.model.show_preferences(preferences)
        self.sound.setChecked(preferences.sound)
        self.volume.setValue(round(100 * preferences.volume))
        for widget in self._inputs:
            widget.blockSignals(False)
        self._show_limits()

    def _connect(self) -> None:
        self.theme.currentIndexChanged.connect(lambda _row: self._on_look())
        self.text.currentIndexChanged.connect(lambda _row: self._on_look())
        for choice in (self.mirrored, self.full_screen, self.sound):
            choice.toggled.connect(lambda _on: self._tell())
        self.model.chosen.connect(self._on_model)
        self.volume.valueChanged.connect(lambda _value: self._tell())
        for box in (self.goal, self.resolution):
            box.currentIndexChanged.connect(lambda _row: self._tell())
        self.reset_button.clicked.connect(lambda: self._set_limits({}))
        self.try_button.clicked.connect(lambda: self.try_sound())
        self.check_button.clicked.connect(lambda: self.check_camera())
        self.source.shown.connect(self._on_source)

    def _on_model(self, name: str, file: str) -> None:
        self._preferences = replace(self._preferences, model=name, model_file=file)
        self.model.show_preferences(self._preferences)
        self.changed.emit(self._preferences)

    def check_camera(self) -> None:
        """Show the camera's picture, or release the camera if it is shown already."""
        if self.preview.is_running:
            self.finish_work()
            return
        self.preview.show()
        self.check_button.setText("Close the camera")
        if self.source.choice.is_live:
            self.preview.start(self.source.choice.location, mirrored=self.mirrored.isChecked())
        else:
            self.preview.stop("Choose a camera first.")

    def shut_down(self) -> None:
        """Let what is under way come to its end: the window closes."""
        self.finish_work()
        self.data.finish_work()

    def finish_work(self) -> None:
        """Release the camera and let a check of a model come to its end."""
        self.model.finish_work()
        self.preview.stop()
        self.preview.hide()
        self.check_button.setText("Check the camera")

    def _on_source(self) -> None:
        if self.preview.is_running:
            self.check_camera()
            self.check_camera()

    def try_sound(self) -> None:
        """Say something aloud, and show what this computer can do."""
        speaker = self._services.speaker
        speaker.wake()
        speaker.say("Three. One more", "rep")
        self._sound_words.setText(
            speaker.explanation
            or ("Sound is off." if speaker.muted else "You should hear a voice.")
        )

    def _on_look(self) -> None:
        self._tell()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.dress(app, ThemeChoice(self._preferences.theme), self._preferences.text_scale)

    def _tell(self) -> None:
        self._preferences = replace(
            self._preferences,
            theme=str(self.theme.currentData()),
            text_scale=float(self.text.currentData()),
            mirrored=self.mirrored.isChecked(),
            full_screen=self.full_screen.isChecked(),
            sound=self.sound.isChecked(),
            volume=self.volume.value() / 100,
            goal=str(self.goal.currentData()),
            width_px=int(self.resolution.currentData()),
        )
        self.changed.emit(self._preferences)

    def _build(self) -> None:
        sheet = Sheet()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self._camera_card())
        column.addWidget(self._look_card())
        column.addWidget(self._sound_card())
        column.addWidget(self._rules_card())
        column.addWidget(self.model)
        column.addWidget(self.data)
        column.addWidget(self._privacy_card())
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28, 18)
        layout.setSpacing(14)
        layout.addWidget(style.label("title", "Settings"))
        layout.addWidget(scrolled(sheet), 1)

    def _camera_card(self) -> QFrame:
        frame, column = style.card()
        column.addWidget(style.label("heading", "Camera and goal"))
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.addWidget(style.label("", "Camera"), 0, 0)
        grid.addLayout(flow(self.source, self.check_button), 0, 1, 1, 2)
        rows = (("Resolution", self.resolution), ("Goal", self.goal))
        for row, (words, box) in enumerate(rows, 1):
            grid.addWidget(style.label("", words), row, 0)
            grid.addWidget(box, row, 1)
        column.addLayout(grid)
        column.addWidget(self.mirrored)
        column.addWidget(self.preview)
        return frame

    def _look_card(self) -> QFrame:
        frame, column = style.card()
        column.addWidget(style.label("heading", "Appearance"))
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        for row, (words, box) in enumerate((("Theme", self.theme), ("Text size", self.text))):
            grid.addWidget(style.label("", words), row, 0)
            grid.addWidget(box, row, 1)
        column.addLayout(grid)
        column.addWidget(self.full_screen)
        return frame

    def _rules_card(self) -> QFrame:
        frame, column = style.card()
        head = QHBoxLayout()
        head.addWidget(style.label("heading", "When the program warns"), 1)
        head.addWidget(self.reset_button)
        column.addLayout(head)
        column.addWidget(style.label("quiet", RULES_NOTE, wrap=True))
        for rule in rules():
            words = style.label("", rule_words(rule), wrap=True)
            row = QHBoxLayout()
            if is_settable(rule):
                stepper = Stepper(
                    f"threshold: {rule_words(rule).partition(':')[0]}",
                    range(round(LIMITS_DEG[0]), round(LIMITS_DEG[1]) + 1),
                )
                stepper.changed.connect(lambda kind=rule.kind.value: self._on_limit(kind))
                self._limits[rule.kind.value] = (rule, stepper, words)
                row.addWidget(stepper)
            row.addWidget(words, 1)
            column.addLayout(row)
        self._show_limits()
        return frame

    def _show_limits(self) -> None:
        chosen = self._preferences.thresholds
        for kind, (rule, stepper, words) in self._limits.items():
            stepper.blockSignals(True)
            stepper.setValue(round(chosen.get(kind, rule.enter)))
            stepper.blockSignals(False)
            words.setText(rule_words(rule, chosen.get(kind)))
        self.reset_button.setEnabled(bool(chosen))

    def _on_limit(self, kind: str) -> None:
        rule, stepper, _ = self._limits[kind]
        chosen = {key: x for key, x in self._preferences.thresholds.items() if key != kind}
        if stepper.value() != rule.enter:
            chosen[kind] = float(stepper.value())
        self._set_limits(chosen)

    def _set_limits(self, chosen: dict[str, float]) -> None:
        self._preferences = replace(self._preferences, thresholds=chosen)
        self._show_limits()
        self.changed.emit(self._preferences)

    def _sound_card(self) -> QFrame:
        frame, column = style.card()
        column.addWidget(style.label("heading", "Sound"))
        column.addWidget(self.sound)
        row = QHBoxLayout()
        row.addWidget(style.label("", "Volume"))
        row.addWidget(self.volume, 1)
        row.addWidget(self.try_button)
        column.addLayout(row)
        column.addWidget(self._sound_words)
        return frame

    def _privacy_card(self) -> QFrame:
        frame, column = style.card()
        column.addWidget(style.label("heading", "Privacy"))
        for sentence in (*PRIVACY, NOT_A_DEVICE):
            column.addWidget(style.label("", sentence, wrap=True))
        column.addWidget(style.label("quiet", KEPT_WORDS, wrap=True))
        return frame
