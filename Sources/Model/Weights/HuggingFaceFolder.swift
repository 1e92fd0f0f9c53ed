import Glibc

extension Transformer {
  /// Reads `config.json` and `model.safetensors` of a GPT-2 model as Hugging Face's libraries write them.
  ///
  /// Tensors named with or without `transformer.` are found; others, such as the causal mask buffers
  /// `attn.bias`, are passed over. Weights of type F32, F16, BF16 or F64 become fp32.
  ///
  /// - Throws: `ModelError` naming the file and what is wrong with it.
  public convenience init(huggingFaceFolder folder: String) throws {
    let configuration = try HuggingFaceConfiguration.read(folder + "/config.json")
    let reader = try SafetensorsReader(folder + "/model.safetensors")
    try self.init(configuration: configuration)
    for tensor in layout.tensors {
      let plain = tensor.kind.huggingFaceName(layer: tensor.layer)
      let name = reader.entry(plain) == nil ? "transformer." + plain : plain
      let shape = layout.shape(tensor.kind)
      let isTransposed = tensor.kind.isTransposedInHuggingFace
      var values = try reader.floats(name, shape: isTransposed ? shape.reversed() : shape)
      if isTransposed { values = transposed(values, rows: shape[1], columns: shape[0]) }
      pointer(tensor.kind, layer: tensor.layer).update(from: values, count: values.count)
    }
  }

  /// Writes `config.json`, `generation_config.json` and `model.safetensors` to a folder, made if absent.
  ///
  /// Each file appears whole or not at all; the weights come last, so a folder with weights is complete.
  /// The tokenizer's files are the caller's. The same model gives the same bytes.
  ///
  /// - Throws: `ModelError` when the folder or a file cannot be written.
  public func save(huggingFaceFolder folder: String) throws {
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw ModelError(
        .fileAccess, at: folder, "could not be made: \(String(cString: strerror(errno)))")
    }
    let file = HuggingFaceConfiguration(configuration)
    try AtomicFile.write(file.json, to: folder + "/config.json")
    try AtomicFile.write(file.generationJSON, to: folder + "/generation_config.json")
    let tensors = layout.tensors.map { tensor in
      let shape = layout.shape(tensor.kind)
      let start = pointer(tensor.kind, layer: tensor.layer)
      let isTransposed = tensor.kind.isTransposedInHuggingFace
      return SafetensorsWriter.Tensor(
        name: tensor.kind.huggingFaceName(layer: tensor.layer),
        shape: isTransposed ? shape.reversed() : shape
      ) {
        isTransposed
          ? transposed(start, rows: shape[0], columns: shape[1])
          : Array(UnsafeBufferPointer(start: start, count: shape.reduce(1, *)))
      }
    }
    try SafetensorsWriter.write(tensors, to: folder + "/model.safetensors")
  }
}
