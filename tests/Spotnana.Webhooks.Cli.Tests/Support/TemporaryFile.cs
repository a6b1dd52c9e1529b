namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>A file with a body, in a folder of its own whose name needs quoting in a shell.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("it's a test ");

    public TemporaryFile(string text, string name = "body one.json")
    {
        Path = System.IO.Path.Combine(_folder.FullName, name);
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
