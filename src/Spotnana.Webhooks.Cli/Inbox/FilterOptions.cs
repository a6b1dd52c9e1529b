using System.CommandLine;

namespace Spotnana.Webhooks.Cli.Inbox;

/// <summary>The options that choose deliveries, each with the parameter of the API that it becomes.</summary>
internal sealed class FilterOptions
{
    private readonly List<(string Parameter, Option<string?> Option)> _options =
    [
        ("state", Make("--state", "WORD", "pending, completed, dead, unhandled or skipped.")),
        ("reason", Make("--reason", "WORD", "Why it is dead, for example exhausted.")),
        ("handler", Make("--handler", "NAME", "One of its handlers.")),
        ("eventType", Make("--event-type", "TYPE", "For example PNR_V3.")),
        ("operation", Make("--operation", "OPERATION", "For example BOOKING_TICKETED.")),
        ("organization", Make("--organization", "ID", "The customer organization.")),
        ("subject", Make("--subject", "SUBJECT", "For example pnr/6104417720, or 6104417720 of any kind.")),
        ("subscription", Make("--subscription", "NAME", "The subscription.")),
        ("traceId", Make("--trace-id", "HEX", "The B3 trace id.")),
        ("from", Make("--from", "TIME", "Received at or after this time: 2026-03-02T17:38:07Z, or a day.")),
        ("to", Make("--to", "TIME", "Received before this time.")),
    ];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options)
            command.Options.Add(option);
    }

    /// <summary>The filters that were given.</summary>
    public List<(string Name, string Value)> Read(ParseResult result) =>
    [
        .. _options
            .Select(option => (option.Parameter, Value: result.GetValue(option.Option)))
            .Where(given => given.Value is not null)
            .Select(given => (given.Parameter, given.Value!)),
    ];

    /// <summary>The option that becomes this parameter of the API.</summary>
    public string OptionOf(string parameter) => _options.First(option => option.Parameter == parameter).Option.Name;

    private static Option<string?> Make(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
