using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Management;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Somebody else's application with one listener, which receives deliveries and maps the management API as it likes.</summary>
internal sealed class OwnApp : IAsyncDisposable
{
    /// <summary>A key with the rights read, payloads and operate.</summary>
    public const string Key = "oncall-0123456789abcdef";

    /// <summary>A key with the right metrics.</summary>
    public const string OtherKey = "grafana-0123456789abcdef";

    private readonly string _folder;
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private OwnApp(string folder, WebApplication app)
    {
        (_folder, _app) = (folder, app);
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public Uri Url => _client.BaseAddress!;

    /// <param name="map">Maps everything but the deliveries' paths.</param>
    /// <param name="services">Services of its own.</param>
    /// <param name="environment">As <c>ASPNETCORE_ENVIRONMENT</c> would say.</param>
    /// <param name="keys">Whether <see cref="Key"/> and <see cref="OtherKey"/> are configured.</param>
    public static async Task<OwnApp> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? services = null, string environment = "Production", bool keys = true)
    {
        // No appsettings.json is there.
        var folder = Directory.CreateTempSubdirectory("own-app-").FullName;
        try
        {
            var options = new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = folder };
            var builder = WebApplication.CreateSlimBuilder(options);
            builder.Configuration.AddInMemoryCollection(Settings(keys));
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSpotnanaWebhooks().AddHandler(TestHandler.Named("every", _ => HandlerResult.Done));
            builder.Services.AddSpotnanaWebhooksManagement();
            services?.Invoke(builder.Services);

            var app = builder.Build();
            map(app);
            app.MapSpotnanaWebhooks();
            await app.StartAsync();
            return new OwnApp(folder, app);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public Task<Answer> GetAsync(string target, string? key = Key, string? host = null) => SendAsync(HttpMethod.Get, target, key, host);

    public async Task<Answer> SendAsync(
        HttpMethod method, string target, string? key = Key, string? host = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, target);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await RunningReceiver.ReadAsync(await _client.SendAsync(request));
    }

    /// <summary>Sends a delivery and waits until it is handled; <paramref name="api"/> is the path of the management API.</summary>
    public async Task ReceiveAsync(TestDelivery delivery, string api)
    {
        using var request = delivery.Request();
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await Wait.UntilAsync(
            async () => (await GetAsync($"{api}/deliveries/{Uri.EscapeDataString(delivery.Id)}")).Json().Text("state") == "completed");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Dictionary<string, string?> Settings(bool keys)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Subscriptions:spotnana:Secrets:0"] = TestDelivery.Secret,
            ["Inbox:Engine"] = "Memory",
            ["Intake:DrainDelay"] = "00:00:00",
        };
        if (keys)
        {
            settings["Management:Keys:oncall:Key"] = Key;
            settings["Management:Keys:oncall:Rights:0"] = "read";
            settings["Management:Keys:oncall:Rights:1"] = "payloads";
            settings["Management:Keys:oncall:Rights:2"] = "operate";
            settings["Management:Keys:grafana:Key"] = OtherKey;
            settings["Management:Keys:grafana:Rights:0"] = "metrics";
        }

        return settings;
    }
}
