using System.Reflection;

namespace Spotnana.Webhooks.Testing;

/// <summary>The sample files, which are embedded in this assembly.</summary>
internal static class SampleFiles
{
    private const string Folder = "Samples/";
    private const string Extension = ".json";

    private static readonly Assembly _assembly = typeof(SampleFiles).Assembly;

    public static IReadOnlyList<string> Names { get; } =
        [.. _assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal))
            .Select(resource => resource[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>The bytes of the sample of this name, or null.</summary>
    public static byte[]? Find(string name)
    {
        using var resource = _assembly.GetManifestResourceStream(Folder + name + Extension);
        if (resource is null)
            return null;
        var body = new byte[resource.Length];
        resource.ReadExactly(body);
        return body;
    }
}
