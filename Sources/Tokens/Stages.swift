public import Pipelines

/// The stages of this target, for the catalogue.
public let stages: [any Stage.Type] = [TokenizerTraining.self]
