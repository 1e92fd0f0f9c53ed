public import Pipelines

/// The stages of this target, for the catalogue: one for each method.
public let stages: [any Stage.Type] = ContaminationMethods.all.map { $0.stage }
