using System.Reflection;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>The sample events inside this assembly, by name.</summary>
internal static class SampleLibrary
{
    private const string Folder = "Samples/";
    private const string Extension = ".json";

    private static readonly Assembly _assembly = typeof(SampleLibrary).Assembly;

    /// <summary>All names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. _assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal))
            .Select(resource => resource[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>The sample of this name, or null.</summary>
    public static Sample? Find(string name) => Names.Contains(name) ? Load(name) : null;

    /// <summary>All samples, in alphabetical order.</summary>
    public static IEnumerable<Sample> All() => Names.Select(Load);

    private static Sample Load(string name)
    {
        using var resource = _assembly.GetManifestResourceStream(Folder + name + Extension)
            ?? throw new InvalidOperationException($"The sample {name} is not in the assembly.");
        var body = new byte[resource.Length];
        resource.ReadExactly(body);
        return Sample.Of(name, body);
    }
}
