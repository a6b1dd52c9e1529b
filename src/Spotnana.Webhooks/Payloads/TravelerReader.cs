using Spotnana.Webhooks.Payloads.Parts;
using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Reads profiles of travelers.</summary>
internal static class TravelerReader
{
    public static Traveler Read(Node node)
    {
        var (person, business, relative) = (node["personalInfo"u8], node["businessInfo"u8], node["relativeOf"u8]);
        return new Traveler
        {
            Id = node["id"u8].Id,
            ExternalId = node["externalId"u8].Text,
            IsActive = node["isActive"u8].Flag,
            Persona = node["persona"u8].Text,
            Tier = node["tier"u8].Text,
            RelativeOf = relative.IsObject ? relative["userRef"u8].Id ?? relative.Id : relative.Id,
            Name = PersonName.Read(person["name"u8]) ?? PersonName.Read(person["travelerName"u8]),
            Email = business["email"u8].Text ?? person["email"u8].Text,
            PersonalEmail = person["email"u8].Text,
            Phones = [.. business["phoneNumbers"u8].List(PhoneNumber.Read), .. person["phoneNumbers"u8].List(PhoneNumber.Read)],
            Addresses = person["addresses"u8].List(Address.Read),
            BornOn = person["dob"u8].Day,
            Gender = person["gender"u8].Text,
            Title = person["title"u8].Text,
            Pronoun = person["preferredPronoun"u8].Text,
            Nationality = person["nationality"u8].Text,
            Language = person["preferredLanguage"u8].Text,
            IdentityDocuments = person["identityDocs"u8].List(IdentityDocument.Read),
            EmergencyContact = EmergencyContact.Read(person["emergencyContact"u8])
                ?? EmergencyContact.Read(person["emergencyContactInfo"u8]),
            EmployeeId = business["employeeId"u8].Text,
            JobTitle = business["designation"u8].Text,
            WorkerType = business["workerType"u8].Text,
            Organization = Named.Read(business["organizationRef"u8]),
            LegalEntity = Named.Read(business["legalEntityRef"u8]),
            Department = Named.Read(business["departmentRef"u8]),
            CostCenter = Named.Read(business["costCenterRef"u8]),
            Office = Named.Read(business["officeRef"u8]),
            Grade = Named.Read(business["gradeRef"u8]),
            Manager = Named.Read(business["managerRef"u8]),
            Approvers = business["designatedApproverRefs"u8].List(Named.Read),
            AccountingCode = business["accountingCode"u8].Text,
            Country = business["countryCode"u8].Text,
            Attributes = business["companySpecifiedAttributes"u8].List(CompanyField.Read),
            Loyalties = node["membershipInfo"u8]["membershipInfos"u8].List(Loyalty.Read),
            ContractingTmc = Named.Read(node["contractingTmcRef"u8]),
            BookingTmc = Named.Read(node["bookingTmcRef"u8]),
            Arrangers = node["travelArrangers"u8]["travelArrangers"u8].List(ReadArranger),
        };
    }

    private static Person ReadArranger(Node node)
    {
        var phones = node["phoneNumbers"u8].List(PhoneNumber.Read);
        return new Person
        {
            Id = node["userId"u8].Id,
            Name = PersonName.Read(node["name"u8]),
            Email = node["email"u8].Text,
            Phone = phones.Count > 0 ? phones[0] : null,
        };
    }
}
