using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>One call of the tool in this process: its exit code and all that it wrote.</summary>
internal sealed record ToolRun(int ExitCode, byte[] OutBytes, string Error)
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 0, 0, TimeSpan.Zero);

    public string Out => Encoding.UTF8.GetString(OutBytes);

    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Everything => Out + Error;

    public static Task<ToolRun> Of(params string[] args) => Of(secret: null, terminal: false, args);

    public static Task<ToolRun> WithEnvironment(string secret, params string[] args) => Of(secret, terminal: false, args);

    public static Task<ToolRun> WithManagementKey(string key, params string[] args) => Of(secret: null, terminal: false, args, key);

    public static Task<ToolRun> InTerminal(params string[] args) => Of(secret: null, terminal: true, args);

    private static async Task<ToolRun> Of(string? secret, bool terminal, string[] args, string? managementKey = null)
    {
        var bytes = new MemoryStream();
        await using var output = new StreamWriter(bytes, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var surroundings = new Surroundings
        {
            OutBytes = bytes,
            Out = output,
            Error = error,
            OutIsTerminal = terminal,
            Environment = name => name switch { "SPOTNANA_WEBHOOK_SECRET" => secret, "SPOTNANA_MANAGEMENT_KEY" => managementKey, _ => null },
            Clock = new FakeTimeProvider(Now),
        };
        var exitCode = await Tool.RunAsync(args, surroundings);
        return new ToolRun(exitCode, bytes.ToArray(), error.ToString());
    }
}
