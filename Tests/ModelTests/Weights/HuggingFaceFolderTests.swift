import Model
import TestSupport
import Testing

@Suite("Hugging Face folder")
struct HuggingFaceFolderTests {
  private static func model() throws -> Transformer {
    let golden = try GoldenDump.load()
    var configuration = golden.configuration
    configuration.endOfTextToken = 5
    let model = try Transformer(configuration: configuration, seed: 0)
    model.parameters.fill(from: golden.weights)
    return model
  }

  @Test("a saved model comes back bit for bit, and saving it again gives the same bytes")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let model = try Self.model()
    try model.save(huggingFaceFolder: folder.path + "/one")
    let read = try Transformer(huggingFaceFolder: folder.path + "/one")
    #expect(read.configuration == model.configuration)
    #expect(read.parameters.copy == model.parameters.copy)
    try read.save(huggingFaceFolder: folder.path + "/two")
    for name in ["config.json", "generation_config.json", "model.safetensors"] {
      #expect(!folder.read("one/\(name)").isEmpty)
      #expect(folder.read("one/\(name)") == folder.read("two/\(name)"))
    }
    #expect(String(decoding: folder.read("one/config.json"), as: UTF8.self).contains("gelu_new"))
  }

  @Test("weights are stored as that library stores them: inputs by outputs")
  func transposes() throws {
    let folder = TemporaryFolder()
    let model = try Self.model()
    try model.save(huggingFaceFolder: folder.path)
    let reader = try SafetensorsReader(folder.path + "/model.safetensors")
    let width = model.configuration.width
    let stored = try reader.floats("h.1.mlp.c_fc.weight", shape: [width, 4 * width])
    let ours = model.parameters.copy
    let first = model.layout.offset(.expandWeight, layer: 1)
    for output in 0..<4 * width {
      for input in 0..<width {
        #expect(stored[input * 4 * width + output] == ours[first + output * width + input])
      }
    }
    #expect(try reader.floats("wte.weight", shape: [211, width])[..<9] == ours[..<9])
  }

  @Test("tensors may carry the prefix of the language-model class, and buffers are passed over")
  func prefixAndBuffers() throws {
    let folder = TemporaryFolder()
    let model = try Self.model()
    try model.save(huggingFaceFolder: folder.path)
    let reader = try SafetensorsReader(folder.path + "/model.safetensors")
    var tensors = try reader.header.entries.map { entry in
      let values = try reader.floats(entry.name, shape: entry.shape)
      return SafetensorsWriter.Tensor(
        name: "transformer." + entry.name, shape: entry.shape, values: { values })
    }
    tensors.append(.init(name: "h.0.attn.bias", shape: [1, 1, 2, 2], values: { [1, 0, 1, 1] }))
    try SafetensorsWriter.write(tensors, to: folder.path + "/model.safetensors")
    #expect(
      try Transformer(huggingFaceFolder: folder.path).parameters.copy == model.parameters.copy)
  }

  static let damages: [(String, String, String)] = [
    ("\"n_layer\" : 2", "\"n_layer\" : 3", "lacks the tensor"),
    ("\"n_embd\" : 48", "\"n_embd\" : 96", "has the shape"),
    ("\"n_embd\" : 48", "\"n_embd\" : 9223372036854775807", "expected 1 to 65536"),
    ("\"n_head\" : 3", "\"n_head\" : 0", "expected 1 to 48"),
    ("gelu_new", "relu", "activation_function is relu"),
    ("\"gpt2\"", "\"llama\"", "model_type is llama"),
    ("\"vocab_size\" : 211", "\"vocab_size\" : \"many\"", "is not the configuration"),
    ("\"tie_word_embeddings\" : true", "\"tie_word_embeddings\" : false", "tie_word_embeddings"),
    ("{", "", "is not the configuration"),
  ]

  @Test("a configuration that does not fit is refused by name", arguments: damages.indices)
  func damagedConfiguration(index: Int) throws {
    let (from, to, reason) = Self.damages[index]
    let folder = TemporaryFolder()
    try Self.model().save(huggingFaceFolder: folder.path)
    let text = String(decoding: folder.read("config.json"), as: UTF8.self)
    let place = try #require(text.firstRange(of: from))
    folder.write(text.replacingCharacters(place, with: to), to: "config.json")
    let error = #expect(throws: ModelError.self) {
      _ = try Transformer(huggingFaceFolder: folder.path)
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }
}

extension String {
  fileprivate func firstRange(of part: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(part) }.map { $0..<index($0, offsetBy: part.count) }
  }

  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
