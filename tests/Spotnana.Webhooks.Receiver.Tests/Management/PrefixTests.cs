using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Management;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>The management API below a prefix, and its document beside one of the application.</summary>
public sealed class PrefixTests
{
    private static readonly string[] _ids = ["plain", "a/b", "a%2Fb", "100%", "q+/w==", "what?is#this&that=1;x\\y\"'<>"];

    [Theory]
    [InlineData("", "")]
    [InlineData("/ops", "")]
    [InlineData("ops/team-a", "")]
    [InlineData("/ops", "/base/path")]
    public async Task An_id_is_found_whatever_it_is_made_of_and_whatever_the_prefix(string prefix, string pathBase)
    {
        await using var app = await OwnApp.StartAsync(app =>
        {
            app.UsePathBase(pathBase);
            app.UseRouting();
            app.MapGroup(prefix).MapSpotnanaWebhooksManagement();
        });
        var api = $"{pathBase}/{prefix.Trim('/')}/api".Replace("//", "/", StringComparison.Ordinal);

        foreach (var id in _ids)
        {
            await app.ReceiveAsync(new TestDelivery { Id = id }, api);
            var address = $"{api}/deliveries/{Uri.EscapeDataString(id)}";
            Assert.Equal(id, (await app.GetAsync(address)).Json().Text("id"));
            Assert.Equal(id, (await app.GetAsync($"{address}/?copy=0")).Json().Text("id"));
            Assert.Equal(System.Net.HttpStatusCode.OK, (await app.GetAsync($"{address}/payload")).StatusCode);
        }
    }

    [Fact]
    public async Task The_document_has_its_paths_with_the_prefix_and_no_servers()
    {
        await using var app = await OwnApp.StartAsync(app =>
        {
            app.MapGroup("/ops").MapSpotnanaWebhooksManagement();
            app.MapGet("/metrics", () => "of its own");
        });

        var document = (await app.GetAsync("/ops/openapi/v1.json")).Body;

        var paths = PathsOf(document);
        Assert.Contains("/ops/api/deliveries/{id}", paths);
        Assert.Contains("/webhooks/spotnana", paths);
        Assert.All(paths.Except(["/webhooks/spotnana"]), path => Assert.StartsWith("/ops/api/", path, StringComparison.Ordinal));
        Assert.DoesNotContain("\"servers\"", document, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await app.GetAsync("/openapi/v1.json")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/ops")]
    public async Task A_document_of_the_application_stays_as_it_is_and_where_it_is(string prefix)
    {
        await using var app = await OwnApp.StartAsync(
            app =>
            {
                app.MapGroup(prefix).MapSpotnanaWebhooksManagement();
                app.MapGet("/hello", () => "hello");
                app.MapOpenApi();
            },
            services => services.AddOpenApi());

        Assert.Equal(["/hello"], PathsOf((await app.GetAsync("/openapi/v1.json", key: null)).Body));
        if (prefix.Length > 0)
            Assert.Contains("/ops/api/stats", PathsOf((await app.GetAsync($"{prefix}/openapi/v1.json")).Body));
    }

    private static string[] PathsOf(string document) =>
        [.. JsonDocument.Parse(document).RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name)];
}
