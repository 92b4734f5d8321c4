"""Figures of every commune and month: more rows than memory should hold, read and summed as streams.

No table gives the dossiers of each commune yet. The panel here is drawn from a model with known effects
(:mod:`~analysis.data.communes.model`) until somebody sends one (:mod:`~analysis.data.communes.received`);
both have the columns of ``panel.yaml``, lie as one Parquet file a province
(:mod:`~analysis.data.communes.store`), are held to the same rules (:mod:`~analysis.data.communes.contract`),
summed in the same way (:mod:`~analysis.data.communes.aggregates`) and read by the same readers
(:mod:`~analysis.data.communes.readers`). What is drawn is marked wherever it shows.
"""
