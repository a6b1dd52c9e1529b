using System.Text;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Cli.Terminal;

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

    public static Task<ToolRun> WithPostgreSql(string connectionString, params string[] args) =>
        Of(secret: null, terminal: false, args, postgreSql: connectionString);

    public static Task<ToolRun> WithEnvironment(Dictionary<string, string> environment, params string[] args) =>
        Of(
            secret: null, terminal: false, args,
            adapt: surroundings => surroundings with { Environment = name => environment.GetValueOrDefault(name) });

    public static Task<ToolRun> InTerminal(params string[] args) => Of(secret: null, terminal: true, args);

    /// <summary>With something on its standard input, typed or piped.</summary>
    public static Task<ToolRun> WithInput(string input, bool typed, params string[] args) => Of(
        secret: null, terminal: false, args,
        adapt: surroundings => surroundings with { InBytes = new MemoryStream(Encoding.UTF8.GetBytes(input)), InIsTerminal = typed });

    /// <summary>By the machine's clock, for runs that wait.</summary>
    public static Task<ToolRun> OnRealClock(params string[] args) => OnRealClock(surroundings => surroundings, args);

    public static Task<ToolRun> OnRealClock(Func<Surroundings, Surroundings> adapt, params string[] args) =>
        Of(secret: null, terminal: false, args, adapt: surroundings => adapt(surroundings with { Clock = TimeProvider.System }));

    /// <summary>Until it is stopped as by Ctrl-C.</summary>
    public static Task<ToolRun> Until(CancellationToken stop, params string[] args) => Of(secret: null, terminal: false, args, stop: stop);

    private static async Task<ToolRun> Of(
        string? secret, bool terminal, string[] args, string? managementKey = null, string? postgreSql = null,
        Func<Surroundings, Surroundings>? adapt = null, CancellationToken stop = default)
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
            Environment = name => name switch
            {
                "SPOTNANA_WEBHOOK_SECRET" => secret,
                "SPOTNANA_MANAGEMENT_KEY" => managementKey,
                "SPOTNANA_POSTGRESQL" => postgreSql,
                "TERM" => terminal ? "xterm" : null,
                _ => null,
            },
            Clock = new FakeTimeProvider(Now),
        };
        var exitCode = await Tool.RunAsync(args, adapt?.Invoke(surroundings) ?? surroundings, stop);
        return new ToolRun(exitCode, bytes.ToArray(), error.ToString());
    }
}
