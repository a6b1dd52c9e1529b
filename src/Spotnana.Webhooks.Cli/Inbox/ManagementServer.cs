using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>Where the management listener is and the key for it: options that every command of <c>inbox</c> has.</summary>
internal sealed class ManagementServer
{
    public const string KeyVariable = "SPOTNANA_MANAGEMENT_KEY";
    private const string Default = "http://127.0.0.1:8081";

    private readonly Option<string> _server =
        new("--server") { Description = "The management API.", HelpName = "URL", DefaultValueFactory = _ => Default };
    private readonly Option<string?> _key = new("--key") { Description = $"A key for it, or {KeyVariable}.", HelpName = "KEY" };

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_key);
    }

    /// <summary>Whether the command line names the server.</summary>
    public bool IsNamed(ParseResult result) => result.GetResult(_server) is { Implicit: false };

    public bool TryConnect(ParseResult result, Surroundings surroundings, [NotNullWhen(true)] out ManagementClient? client, out int refusal)
    {
        client = null;
        refusal = ExitCode.WrongUsage;
        var text = result.GetRequiredValue(_server);
        if (!Uri.TryCreate(text.TrimEnd('/') + '/', UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0
            || url.Query.Length > 0)
        {
            surroundings.Say($"--server takes a whole http or https address, for example {Default}");
            return false;
        }

        var key = result.GetValue(_key) ?? surroundings.Environment(KeyVariable);
        if (key?.Any(c => c is <= ' ' or > '~') == true)
        {
            surroundings.Say("The key holds spaces or characters outside ASCII: no such key exists.");
            return false;
        }

        client = new ManagementClient(url, string.IsNullOrEmpty(key) ? null : key);
        return true;
    }
}
