//! Requests and replies of the node's own HTTP interface, one file a resource.
//!
//! One declaration, three outputs: the node reads and writes these types, the command line does
//! the same from the other side, and the OpenAPI text is made from them. Requests refuse fields
//! they do not know, so that a misspelt one is told and not ignored. Nothing here checks what a
//! text means: that a DID is a DID is for the node to say, with the field's name.

mod achievements;
mod communities;
mod contacts;
mod credentials;
mod data;
mod disputes;
mod endorsements;
mod feeds;
mod forks;
mod gates;
mod grants;
mod guardians;
mod identities;
mod imports;
mod node;
mod offers;
mod openid;
mod page;
mod peers;
mod problem;
mod programs;
mod recognitions;
mod secret;
mod status;
mod tokens;
mod trust;
mod vc;
mod verify;
mod visits;
mod witnesses;
mod words;

pub use achievements::{AchievementDraft, AchievementView, LanguageMap};
pub use communities::{
    AdmitReply, AdmitRequest, AdmitWaits, CharterActRequest, CharterReply, CharterRequest,
    CharterState, CharterView, CommunityView, DismissRequest, LeaveReply, LeaveRequest, MemberView,
    QuorumsView, SharedCommunity, StewardDraft, StewardView, StewardsAsked,
};
pub use contacts::{ContactDraft, ContactView, NameWarning};
pub use credentials::{
    AnchorState, AnchorView, BadgeDoubt, CredentialRole, CredentialState, CredentialView, Followed,
    IssueRequest, PresentReply, PresentRequest, PublishRequest, RenewReply, RenewRequest,
    RevokeRequest, SignedReply, StageView,
};
pub use data::{DataItem, DataKind, EraseReply, EraseRequest};
pub use disputes::{
    DisputeActRequest, DisputePage, DisputeRequest, DisputeView, ReplyRequest, ReplyView,
};
pub use endorsements::{
    EndorseRequest, EndorsementActRequest, EndorsementAsk, EndorsementAskState, EndorsementAskView,
    EndorsementState, EndorsementView, SaidView,
};
pub use feeds::{
    BodyState, EntryView, FeedCheck, FeedDetail, FeedView, LedgerPart, RemarkView, WriterView,
};
pub use forks::{ForkKind, ForkView, VersionView};
pub use gates::{
    GateChallenge, GateChallengeRequest, GateCheckRequest, GateDraft, GateFinding, GateReply,
    GateView,
};
pub use grants::{GrantEndRequest, GrantRequest, GrantState, GrantView};
pub use guardians::{
    ContestRequest, GuardianState, GuardianTerms, GuardianView, GuardiansAsk, GuardiansNaming,
    GuardiansReply, GuardiansView, GuardsLost, KeeperView, RecoverRequest, RecoveryReply,
    RecoveryRole, RecoveryStage, RecoveryTerms, RecoveryView,
};
pub use identities::{
    IdentityDraft, IdentityView, PartyKind, RecoveryConfirm, RecoveryRequest, RecoverySheet,
    RecoveryState, RestoreRequest, SucceededIn, SuccessionRequest, SuccessionView, WriterSize,
};
pub use imports::{ImportReply, ImportRequest};
pub use node::{
    AskedView, CallableView, CertificateKind, ConfigReply, EventView, ReachView, ReadyReply,
    SettingView, StatusReply, StoreView, WaitingView, WebView,
};
pub use offers::{AcceptRequest, OfferKind, OfferView, RefuseRequest};
pub use openid::{
    WalletAnswer, WalletAskReply, WalletAskRequest, WalletAskState, WalletAskView, WalletFormat,
    WalletOfferReply, WalletOfferRequest, WalletOfferState, WalletOfferView, WalletPresentReply,
    WalletPresentRequest, WalletProofReply, WalletProofRequest,
};
pub use page::{Page, PageQuery};
pub use peers::{PeerDraft, PeerView, WayView};
pub use problem::{Done, Problem};
pub use programs::{Permission, ProgramAnswer, ProgramState, ProgramView, UnknownPermission};
pub use recognitions::{EndRequest, RecogniseRequest, RecognitionState, RecognitionView};
pub use secret::SecretText;
pub use status::{
    PendingChange, StatusChange, StatusChangeReply, StatusChangeRequest, StatusQuery, StatusTarget,
};
pub use tokens::{Scope, TokenDraft, TokenReply, TokenView};
pub use trust::{
    Band, GraphPerson, GraphReply, GraphRequest, GraphTie, TrustMeasure, TrustParty, TrustReply,
    TrustRequest, TrustStep, TrustTie, TrustWord,
};
pub use vc::{
    VcCheck, VcIssueOptions, VcIssueReply, VcIssueRequest, VcPresentOptions, VcPresentReply,
    VcPresentRequest, VcProblem, VcPurpose, VcStatusEntry, VcStatusReply, VcStatusRequest,
    VcStatusWish, VcVerification, VcVerifyOptions, VcVerifyPresentationRequest, VcVerifyRequest,
};
pub use verify::{Answer, CredentialVerdict, FindingView, VerifyReply, VerifyRequest};
pub use visits::{VisitLink, VisitRequest};
pub use witnesses::{WitnessView, WitnessesReply, WitnessesRequest, WitnessesView};
pub use words::{SignRequest, WordActRequest, WordState, WordView};
