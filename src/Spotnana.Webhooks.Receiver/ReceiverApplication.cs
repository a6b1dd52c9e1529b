using Spotnana.Webhooks.Management;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.Receiver.Forwarding;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Telemetry;
using Spotnana.Webhooks.Sqlite;

namespace Spotnana.Webhooks.Receiver;

/// <summary>The whole service, as a table of contents.</summary>
internal static class ReceiverApplication
{
    /// <param name="args">Settings as <c>--Section:Key=value</c>, above those of files and environment.</param>
    /// <param name="more">Adds or replaces services; for tests.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? more = null)
    {
        // Settings lie beside the program, however it is started; data paths are relative to the working directory.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = [SettingsSources.NoWatcher, .. args], ContentRootPath = AppContext.BaseDirectory });
        builder.AddSettingsSources(args);
        builder.Services.AddSectionNamesCheck(args);
        builder.Services.AddHostedService<Signals>();
        builder.Services.AddHostedService<StartGuide>();
        builder.AddLogs();
        builder.AddListeners();
        builder.AddTelemetry();
        builder.Services.AddSpotnanaWebhooks().AddSqliteInbox().AddPostgreSqlInbox().AddRoutes(builder.Configuration);
        builder.Services.AddSpotnanaWebhooksManagement();
        more?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseListeners();
        app.UseSpotnanaWebhooksManagement();
        app.MapSpotnanaWebhooks().OnListener(Listener.Webhooks);
        app.MapSpotnanaWebhooksHealth().DisableHttpMetrics().AsProbes();
        app.MapMetrics().RequireRight(Right.Metrics).OnListener(Listener.Management);
        app.MapSpotnanaWebhooksManagement().OnListener(Listener.Management);
        return app;
    }
}
