using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>The calls that look into the inbox and put it right.</summary>
internal static partial class ManagementApi
{
    private const string RetryAfterSeconds = "5";

    public static IServiceCollection AddManagementApi(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<Rates>();
        services.AddHostedService(provider => provider.GetRequiredService<Rates>());
        services.AddSingleton<SummaryAudit>();
        services.AddSingleton<Summaries>();
        services.AddSingleton<DeliveriesCalls>();
        services.AddSingleton<SubjectCalls>();
        services.AddSingleton<FindCalls>();
        services.AddSingleton<RedriveCalls>();
        services.AddSingleton<DiscardCalls>();
        services.AddSingleton<HandlersCalls>();
        services.AddSingleton<StatsCalls>();
        services.AddSingleton<ErasureCalls>();
        services.AddSingleton<AuditCalls>();
        services.AddSingleton<RekeyCalls>();
        services.AddSingleton<KeepingCalls>();
        return services;
    }

    /// <summary>Maps everything under <c>/api</c>.</summary>
    public static void MapManagementApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.Get<DeliveriesCalls>("/api/deliveries", Right.Read, static (calls, context) => calls.ListAsync(context));
        endpoints.PostBody<FindCalls>("/api/deliveries/find", Right.Read, static (calls, context) => calls.FindAsync(context));
        endpoints.Get<DeliveriesCalls>("/api/deliveries/{id}", Right.Read, static (calls, context) => calls.ShowAsync(context));
        endpoints.Get<DeliveriesCalls>(
            "/api/deliveries/{id}/payload", Right.Payloads, static (calls, context) => calls.ReadPayloadAsync(context));
        endpoints.Get<SubjectCalls>("/api/subjects/{kind}/{id}", Right.Read, static (calls, context) => calls.TellAsync(context));
        endpoints.Get<SubjectCalls>(
            "/api/subjects/{kind}/{id}/state", Right.Payloads, static (calls, context) => calls.ReadStateAsync(context));
        endpoints.Post<RedriveCalls>(
            "/api/deliveries/{id}/redrive", Right.Operate, static (calls, context) => calls.OneAsync(context));
        endpoints.Post<DiscardCalls>(
            "/api/deliveries/{id}/discard", Right.Operate, static (calls, context) => calls.OneAsync(context));
        endpoints.Post<RedriveCalls>("/api/redrive", Right.Operate, static (calls, context) => calls.ManyAsync(context));
        endpoints.Get<HandlersCalls>("/api/handlers", Right.Read, static (calls, context) => calls.ListAsync(context));
        endpoints.Post<HandlersCalls>("/api/handlers/{name}/pause", Right.Operate, static (calls, context) => calls.PauseAsync(context));
        endpoints.Post<HandlersCalls>("/api/handlers/{name}/resume", Right.Operate, static (calls, context) => calls.ResumeAsync(context));
        endpoints.Post<HandlersCalls>("/api/handlers/{name}/try", Right.Operate, static (calls, context) => calls.TryAsync(context));
        endpoints.Post<HandlersCalls>(
            "/api/handlers/{name}/discard", Right.Operate, static (calls, context) => calls.DiscardAsync(context));
        endpoints.PostBody<ErasureCalls>("/api/erasures", Right.Erase, static (calls, context) => calls.AddAsync(context));
        endpoints.Get<ErasureCalls>("/api/erasures", Right.Read, static (calls, context) => calls.ListAsync(context));
        endpoints.Get<ErasureCalls>("/api/erasures/{id}", Right.Read, static (calls, context) => calls.ShowAsync(context));
        endpoints.MapDelete("/api/payloads", Answering<ErasureCalls>(static (calls, context) => calls.AddByQueryAsync(context)))
            .RequireRight(Right.Erase);
        endpoints.Get<KeepingCalls>("/api/keeping", Right.Read, static (calls, context) => calls.ReadAsync(context));
        endpoints.Get<StatsCalls>("/api/stats", Right.Read, static (calls, context) => calls.ReadAsync(context));
        endpoints.Get<AuditCalls>("/api/audit", Right.Read, static (calls, context) => calls.ListAsync(context));
        endpoints.Post<RekeyCalls>("/api/rekey", Right.Operate, static (calls, context) => calls.StartAsync(context));
        endpoints.Get<RekeyCalls>("/api/rekey", Right.Operate, static (calls, context) => calls.ShowAsync(context));
    }

    private static void Get<TCalls>(
        this IEndpointRouteBuilder endpoints, string pattern, Right right, Func<TCalls, HttpContext, Task<Reply>> call)
        where TCalls : notnull =>
        endpoints.MapGet(pattern, Answering(call)).RequireRight(right);

    private static void Post<TCalls>(
        this IEndpointRouteBuilder endpoints, string pattern, Right right, Func<TCalls, HttpContext, Task<Reply>> call)
        where TCalls : notnull =>
        endpoints.MapPost(pattern, Answering(call)).RequireRight(right);

    private static void PostBody<TCalls>(
        this IEndpointRouteBuilder endpoints, string pattern, Right right, Func<TCalls, HttpContext, Task<Reply>> call)
        where TCalls : notnull =>
        endpoints.MapPost(pattern, Answering(call, takesBody: true)).RequireRight(right);

    // Resolved at each call: an application whose own inbox offers no queries can still take deliveries.
    private static RequestDelegate Answering<TCalls>(Func<TCalls, HttpContext, Task<Reply>> call, bool takesBody = false)
        where TCalls : notnull => async context =>
    {
        Reply reply;
        try
        {
            reply = takesBody || await RequestBody.IsEmptyAsync(context)
                ? await call(context.RequestServices.GetRequiredService<TCalls>(), context)
                : Reply.Problem(StatusCodes.Status400BadRequest, RequestBody.NotTaken);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (failure is InboxUnavailableException or InboxBrokenException)
        {
            var logger = context.RequestServices.GetRequiredService<ILogger<DeliveriesCalls>>();
            Log.InboxFailed(logger, failure is InboxBrokenException ? failure : null, context.Request.Method, failure.Message);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            reply = Reply.Problem(StatusCodes.Status503ServiceUnavailable, "The inbox cannot be reached for now. The log says why.");
        }
        catch (InvalidDataException damage)
        {
            reply = Reply.Unreadable(damage);
        }

        await reply.WriteAsync(context.Response);
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A management call ({Method}) was answered 503: {Reason}")]
        public static partial void InboxFailed(ILogger logger, Exception? failure, string method, string reason);
    }
}
