using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>The real address of each listener, once the server runs; the settings may say port 0.</summary>
internal sealed class ListenerAddresses
{
    private readonly ConcurrentDictionary<string, ListenOptions> _listeners = new();

    public void Add(string listener, ListenOptions options) => _listeners[listener] = options;

    /// <summary>A URL that a person on this machine can use.</summary>
    public Uri UrlOf(string listener) =>
        new(_listeners[listener].ToString()!
            .Replace("//[::]:", "//localhost:", StringComparison.Ordinal)
            .Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal));
}
