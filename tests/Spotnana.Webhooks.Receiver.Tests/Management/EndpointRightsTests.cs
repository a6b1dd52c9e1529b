using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>Each endpoint of the service is a probe, belongs to the webhooks listener, or declares the right that it asks for.</summary>
public sealed class EndpointRightsTests
{
    [Fact]
    public async Task A_right_is_asked_for_on_the_webhooks_listener_too_and_without_keys_nobody_has_it_there()
    {
        using var receiver = new RunningReceiver(map: app => app.MapGet("/test/unbound", () => "unbound").RequireRight(Right.Read));

        Assert.Equal(HttpStatusCode.Unauthorized, (await receiver.GetAsync("/test/unbound")).StatusCode);
        Assert.Equal("unbound", (await receiver.AskAsync("/test/unbound")).Body);
    }

    [Fact]
    public void Every_endpoint_on_the_management_listener_but_the_probes_declares_its_right()
    {
        using var receiver = new RunningReceiver();
        var endpoints = receiver.Start().Services.GetRequiredService<EndpointDataSource>().Endpoints;

        var probes = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<Probe>() is not null).Cast<RouteEndpoint>();
        Assert.Equal(["/health/live", "/health/ready"], probes.Select(probe => probe.RoutePattern.RawText).Order());

        var management = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<Probe>() is null
            && endpoint.Metadata.GetMetadata<ListenerOfEndpoint>()?.Name != Listener.Webhooks).ToList();
        Assert.NotEmpty(management);
        Assert.All(management, endpoint =>
        {
            Assert.NotNull(endpoint.Metadata.GetMetadata<RequiredRight>());
            Assert.Equal(Listener.Management, endpoint.Metadata.GetMetadata<ListenerOfEndpoint>()?.Name);
        });
    }
}
