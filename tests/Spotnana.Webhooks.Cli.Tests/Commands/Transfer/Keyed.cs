using Spotnana.Webhooks.Cli.Inbox.Transfer;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Commands.Transfer;

/// <summary>Exports and imports, and the key of their files.</summary>
internal static class Keyed
{
    /// <summary>The file that holds it.</summary>
    public static string File { get; } = Write();

    public static FileKey Key => FileKey.TryRead(File, out var key, out var error) ? key : throw new InvalidOperationException(error);

    public static Task<ToolRun> Export(params string[] args) => ToolRun.Of(ExportArgs(args));

    public static Task<ToolRun> Import(params string[] args) => ToolRun.Of(ImportArgs(args));

    public static string[] ExportArgs(params string[] args) => ["inbox", "export", "--key-file", File, .. args];

    public static string[] ImportArgs(params string[] args) => ["inbox", "import", "--key-file", File, .. args];

    private static string Write()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("key-").FullName, "key");
        System.IO.File.WriteAllText(path, "a key of the tests, 32 characters or more\n");
        return path;
    }
}
