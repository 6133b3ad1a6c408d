"""The records of this room, by concept."""

from interventions.models.catalogue import Area, Offering, Provision, Wave, WaveWords, Way

__all__ = ["Area", "Offering", "Provision", "Wave", "WaveWords", "Way"]
