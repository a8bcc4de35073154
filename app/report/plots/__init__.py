"""The plots of a report and the style they share."""
