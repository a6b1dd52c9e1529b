using Microsoft.AspNetCore.Builder;

namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>Reads, checks the signature, answers, and forgets: as fast as the platform is.</summary>
internal static class BareRival
{
    public static WebApplication Build(string port)
    {
        var app = Endpoint.CreateBuilder(port).Build();
        app.MapWebhook(keepAsync: null);
        return app;
    }
}
