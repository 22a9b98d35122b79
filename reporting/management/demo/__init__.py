"""An invented county with three years of records, made from a seed: for evaluation and pictures, never for truth."""
