using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Believes X-Forwarded-For from the proxies that <c>ForwardedHeaders:KnownProxies</c> names; by default from none. The address is logged,
/// and decides who is dropped first when there is no room; nothing else that a proxy says is used.
/// </summary>
internal static partial class KnownProxies
{
    private const string Key = "ForwardedHeaders:KnownProxies";

    // ASP.NET Core's own switch, set by ASPNETCORE_FORWARDEDHEADERS_ENABLED and by some hosting platforms: it believes everybody.
    private const string BelieveAllKey = "ForwardedHeaders_Enabled";

    public static IEnumerable<string> Errors(IConfiguration configuration)
    {
        var section = configuration.GetSection(Key);
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{Key} is '{section.Value}', but it is a list. Set {Key}:0 and so on to the addresses of the proxies in front.";
        foreach (var proxy in section.GetChildren())
        {
            if (!TryParse(proxy.Value, out _))
                yield return $"{proxy.Path} is '{proxy.Value}'. Set an IP address such as 10.0.0.7, or a network such as 10.0.0.0/16.";
        }
    }

    public static void AddKnownProxies(this IServiceCollection services, IConfiguration configuration) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // No limit to the chain: it is followed from its end as long as each link is a known proxy.
            (options.ForwardedHeaders, options.ForwardLimit) = (ForwardedHeaders.XForwardedFor, null);
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in configuration.GetSection(Key).GetChildren())
            {
                if (TryParse(proxy.Value, out var network))
                    options.KnownIPNetworks.Add(network);
            }
        });

    public static void UseKnownProxies(this WebApplication app)
    {
        if (bool.TryParse(app.Configuration[BelieveAllKey], out var believeAll) && believeAll)
        {
            // Read when the server starts, which is later.
            app.Configuration[BelieveAllKey] = "false";
            Log.BelieveAllIgnored(app.Logger);
        }

        // With an empty list the middleware would believe everybody.
        if (app.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.KnownIPNetworks.Count > 0)
            app.UseForwardedHeaders();
    }

    private static bool TryParse(string? text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        // "10" and "1.2.3" parse too, as 0.0.0.10 and 1.2.0.3: nobody means that.
        if (!IPAddress.TryParse(text, out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
            return false;
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "ASPNETCORE_FORWARDEDHEADERS_ENABLED is ignored: it would believe everybody. Set ForwardedHeaders:KnownProxies to the proxies in front.")]
        public static partial void BelieveAllIgnored(ILogger logger);
    }
}
