using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>
/// The shape of the section <c>Inbox</c> with the sections of engines, which pass: an engine checks its own. Those of the engines in other
/// packages are named here, and nowhere else in the library, so that they pass where the package is not referenced.
/// </summary>
internal static class EngineSections
{
    // The engine of the library itself has no settings.
    private const string WithoutSection = "Memory";

    private static readonly string[] _ofOtherPackages = ["Sqlite", "PostgreSql"];

    /// <param name="engines">The engines in this application. Each may have a section of its name.</param>
    public static SettingsShape ShapeWith(IEnumerable<InboxEngine> engines) => InboxOptions.Shape.With(
        engines.Select(engine => engine.Name).Where(name => name != WithoutSection)
            .Concat(_ofOtherPackages).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => (name, SettingsShape.Anything)));
}
