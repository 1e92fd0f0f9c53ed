import Pipelines

/// The setting that validation refuses after a change to the defaults; nil where it accepts all.
func refusedSetting<Settings: StageSettings>(_ change: (inout Settings) -> Void) -> String? {
  var settings = Settings()
  change(&settings)
  do {
    try settings.validate()
    return nil
  } catch let problem as SettingsProblem {
    return problem.setting
  } catch {
    return "\(error)"
  }
}
