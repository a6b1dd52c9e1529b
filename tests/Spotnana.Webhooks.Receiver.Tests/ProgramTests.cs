using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>The program's own entry point, started by the test host on a real Kestrel.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_program_starts_with_two_listeners_and_takes_a_delivery()
    {
        await using var factory = new Factory();
        factory.UseKestrel();
        factory.StartServer();
        var addresses = factory.Services.GetRequiredService<ListenerAddresses>();
        using var client = new HttpClient { BaseAddress = addresses.UrlOf(Listener.Webhooks) };

        using var request = new TestDelivery().Request();
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(addresses.UrlOf(Listener.Webhooks), addresses.UrlOf(Listener.Management));
    }

    private sealed class Factory : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Production")
            .UseSetting("Kestrel:Endpoints:Webhooks:Url", "http://127.0.0.1:0")
            .UseSetting("Kestrel:Endpoints:Management:Url", "http://127.0.0.1:0")
            .UseSetting("Subscriptions:spotnana:Secrets:0", TestDelivery.Secret)
            .UseSetting("Inbox:Engine", "Memory")
            .UseSetting("Intake:DrainDelay", "00:00:00");
    }
}
