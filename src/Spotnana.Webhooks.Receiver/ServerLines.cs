using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Spotnana.Webhooks.Telemetry;

namespace Spotnana.Webhooks.Receiver;

/// <summary>Lets one line a second of each kind pass of what the web server says: whoever connects can make it say things.</summary>
internal sealed class ServerLines(TimeProvider time)
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";

    // As many as the server has texts.
    private readonly ConcurrentDictionary<string, LineLimit> _limits = new();

    public bool Passes(LogEvent line)
    {
        if (!line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
            || source is not ScalarValue { Value: string category } || !category.StartsWith(Server, StringComparison.Ordinal))
            return true;
        if (!_limits.GetOrAdd(line.MessageTemplate.Text, _ => new(time)).Passes(out var unlogged))
            return false;
        if (unlogged > 0)
            line.AddOrUpdateProperty(new("Unlogged", new ScalarValue(unlogged)));
        return true;
    }
}
